package dev.millrace.schemas.avro;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.schemas.StepRecord;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class StepContentTest {
  private static StepRecord record(
      long lineage, int threads, long started, Map<String, Double> metrics, String after) {
    return new StepRecord(
        lineage, 3, "popo", List.of(), "b", "s", "w0", after, 1, "", metrics, threads, started, 9);
  }

  private static Map<String, Double> metrics(double seconds, String... names) {
    Map<String, Double> metrics = new LinkedHashMap<>();
    for (String name : names) {
      metrics.put(name, 0.5);
    }
    StepRecord.CIRCUMSTANCES.forEach(name -> metrics.put(name, seconds));
    return metrics;
  }

  @Test
  void runsThatDifferOnlyInCircumstancesHaveTheSameContentBytes() {
    StepRecord one = record(1, 1, 5, metrics(0.25, "policy/loss", "age/mean"), "w1");
    StepRecord other = record(2, 4, 6, metrics(0.75, "age/mean", "policy/loss"), "w1");
    assertThat(StepRecordCodec.encode(one.content()))
        .isEqualTo(StepRecordCodec.encode(other.content()))
        .isNotEqualTo(StepRecordCodec.encode(one));
  }

  @Test
  void contentSurvivesTheTopic() throws Exception {
    StepRecord one = record(1, 1, 5, metrics(0.25, "policy/loss", "age/mean"), "w1");
    assertThat(StepRecordCodec.decode(StepRecordCodec.encode(one)).content())
        .isEqualTo(one.content());
  }

  @Test
  void otherWeightsAreOtherContent() {
    StepRecord one = record(1, 1, 5, Map.of(), "w1");
    assertThat(one.content()).isNotEqualTo(record(1, 1, 5, Map.of(), "w2").content());
  }
}
