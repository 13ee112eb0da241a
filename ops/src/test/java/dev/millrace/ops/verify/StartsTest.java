package dev.millrace.ops.verify;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.job.learn.Blob;
import dev.millrace.ops.ledger.SurvivingLedger;
import dev.millrace.schemas.StepRecord;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine.TypeConversionException;

class StartsTest {
  private static final SurvivingLedger LEDGER = SurvivingLedger.of(steps(10));

  @Test
  void newestBlobBeforeTheStepOfTheSurvivingHistoryIsTheStart() {
    List<Blob> blobs = List.of(blob(2, "w2"), blob(6, "w6"), blob(9, "w9"));

    assertThat(Starts.nearest(blobs, LEDGER, 9)).contains(blob(6, "w6"));
    assertThat(Starts.nearest(blobs, LEDGER, 10)).contains(blob(9, "w9"));
    assertThat(Starts.nearest(blobs, LEDGER, 2)).isEmpty();
  }

  @Test
  void blobOfAnUndoneStepIsNoStart() {
    assertThat(Starts.nearest(List.of(blob(2, "w2"), blob(6, "undone")), LEDGER, 9))
        .contains(blob(2, "w2"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"3", "0..4", "5..4", "a..b", "1..2..3", ".."})
  void rangeThatIsNoneIsRefused(String text) {
    assertThatThrownBy(() -> new StepRange.Converter().convert(text))
        .isInstanceOf(TypeConversionException.class)
        .hasMessage("must be steps A..B with 1 <= A <= B, was " + text);
  }

  private static Blob blob(long step, String weights) {
    return new Blob(step, weights + ".safetensors", weights, "optimizer", "o");
  }

  private static List<StepRecord> steps(int count) {
    List<StepRecord> steps = new ArrayList<>();
    for (int step = 1; step <= count; step++) {
      steps.add(
          new StepRecord(
              1,
              step,
              "popo",
              List.of(),
              "",
              "",
              "w" + (step - 1),
              "w" + step,
              1,
              "",
              Map.of(),
              1,
              0,
              0));
    }
    return steps;
  }
}
