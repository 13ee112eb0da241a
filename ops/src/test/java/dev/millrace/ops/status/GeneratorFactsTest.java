package dev.millrace.ops.status;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.server.kafka.GeneratorNote;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.junit.jupiter.api.Test;

class GeneratorFactsTest {
  @Test
  void aGeneratorIsToldByTheShardsThatItCommittedLastAndByItsLatestNote() {
    assertThat(
            GeneratorFacts.of(
                Map.of(
                    0, by(new GeneratorNote("first", "1.4", 1, 90, 1_000)),
                    1, by(new GeneratorNote("second", "1.5", 0, 70, 1_500)),
                    2, by(new GeneratorNote("first", "1.5", 0, 80, 2_000)))))
        .containsExactly(
            new GeneratorFacts("first", List.of(0, 2), "1.5", 0, 80, 2_000),
            new GeneratorFacts("second", List.of(1), "1.5", 0, 70, 1_500));
  }

  @Test
  void positionsWithoutANoteOrWithAnotherOnesTellOfNobody() {
    assertThat(
            GeneratorFacts.of(
                Map.of(
                    0, new OffsetAndMetadata(7),
                    1, new OffsetAndMetadata(7, "hello"),
                    2, new OffsetAndMetadata(7, "{\"of\": \"another\"}"))))
        .isEmpty();
  }

  private static OffsetAndMetadata by(GeneratorNote note) {
    return new OffsetAndMetadata(7, note.text());
  }
}
