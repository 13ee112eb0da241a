package dev.millrace.ops.report;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.ops.evaluation.Evaluation;
import dev.millrace.ops.report.RunHistory.StepFigures;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class StepLineTest {

  private static final Map<String, Double> METRICS =
      Map.ofEntries(
          Map.entry("reward/all/mean", 0.61),
          Map.entry("groups/effective_fraction", 0.66),
          Map.entry("replay/fill_fraction", 0.34),
          Map.entry("age/mean", 1.4),
          Map.entry("age/max", 6.0),
          Map.entry("policy/kl", 0.011),
          Map.entry("policy/clip_fraction/low", 0.02),
          Map.entry("policy/clip_fraction/high", 0.04),
          Map.entry("policy/entropy", 0.71),
          Map.entry("is/ess", 0.83),
          Map.entry("response/length/mean", 4.0),
          Map.entry("response/generated", 256.0));

  @Test
  void lineHasEveryKeyInItsPlace() {
    List<StepFigures> steps =
        List.of(new StepFigures(127, 3, 0, METRICS), new StepFigures(128, 3, 0, METRICS));
    Evaluation evaluation = new Evaluation(3, 120, 0.58, 0.6, 512, 0);

    // Two steps in half a second: 4 a second, of 256 responses of 4 tokens.
    assertThat(StepLine.of(steps, 0.5, evaluation).text())
        .isEqualTo(
            "step 128 ver 3.128 eval 0.58 rew 0.61 eff 0.66 fill 0.34 age 1.4/6 kl 0.0110"
                + " clip 0.060 ent 0.71 ess 0.83 len 4.0 | 4.0 step/s 4.1k tok/s");
  }

  @Test
  void unknownFigureIsLeftOut() {
    List<StepFigures> steps = List.of(new StepFigures(1, 1, 0, Map.of("reward/all/mean", 0.5)));

    assertThat(StepLine.of(steps, 1, null).text())
        .isEqualTo("step 1 ver 1.1 rew 0.50 | 1.0 step/s 0 tok/s");
  }

  @Test
  void jsonHasTheKeysOfTheLine() {
    List<StepFigures> steps = List.of(new StepFigures(1, 1, 0, Map.of("reward/all/mean", 0.5)));

    assertThat(ReportJson.of(StepLine.of(steps, 1, null)))
        .isEqualTo("{\"step\":1,\"ver\":\"1.1\",\"rew\":0.5,\"step/s\":1.0,\"tok/s\":0.0}");
  }
}
