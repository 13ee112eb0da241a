package dev.millrace.schemas.avro;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.schemas.SlotKind;
import dev.millrace.schemas.SlotRecord;
import dev.millrace.schemas.StepRecord;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.generic.GenericRecordBuilder;
import org.apache.avro.message.BinaryMessageEncoder;
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
  void channelsAreContentInTheOrderOfTheirNames() {
    Map<String, float[]> channels = new LinkedHashMap<>();
    for (String name : List.of("format", "correct", "brevity")) {
      channels.put(name, new float[] {1, Float.NaN});
    }
    byte[] one = content(channels);
    Map<String, float[]> other = new TreeMap<>(channels);
    assertThat(content(other)).isEqualTo(one);
    other.put("format", new float[] {1, 0});
    assertThat(content(other)).isNotEqualTo(one);
    assertThatThrownBy(() -> content(Map.of("format", new float[3])))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("group g: channel format has 3 values for 2 rewards");
  }

  private static byte[] content(Map<String, float[]> channels) {
    SlotRecord slot =
        new SlotRecord(SlotKind.FRESH, "g", "p", 0, 0, 0, 1, new float[] {1, Float.NaN}, channels);
    StepRecord step =
        new StepRecord(1, 1, "a", List.of(slot), "", "", "", "", 1, "", Map.of(), 1, 2, 3);
    return StepRecordCodec.encode(step.content());
  }

  /** What a learner of before wrote: the body up to the rewards is the same. */
  @Test
  void recordOfVersionOneHasNoChannels() throws Exception {
    Schema first = Contract.released("StepRecord", 1).current();
    GenericRecord slot =
        new GenericRecordBuilder(first.getField("slots").schema().getElementType())
            .set("kind", new GenericData.EnumSymbol(null, "FRESH"))
            .set("groupId", "g")
            .set("promptId", "p")
            .set("partition", 1)
            .set("offset", 2L)
            .set("ageSteps", 0)
            .set("timesUsed", 1)
            .set("rewards", List.of(1f, 0f))
            .build();
    GenericRecordBuilder step = new GenericRecordBuilder(first).set("slots", List.of(slot));
    for (Schema.Field field : first.getFields()) {
      switch (field.schema().getType()) {
        case LONG -> step.set(field, 1L);
        case INT -> step.set(field, 1);
        case STRING -> step.set(field, "text");
        case MAP -> step.set(field, Map.of());
        default -> {}
      }
    }
    byte[] old = new BinaryMessageEncoder<>(GenericData.get(), first).encode(step.build()).array();

    SlotRecord read = StepRecordCodec.decode(old).slots().get(0);
    assertThat(read.groupId()).isEqualTo("g");
    assertThat(read.rewards()).containsExactly(1, 0);
    assertThat(read.channels()).isEmpty();
  }

  @Test
  void otherWeightsAreOtherContent() {
    StepRecord one = record(1, 1, 5, Map.of(), "w1");
    assertThat(one.content()).isNotEqualTo(record(1, 1, 5, Map.of(), "w2").content());
  }
}
