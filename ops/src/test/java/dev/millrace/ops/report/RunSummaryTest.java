package dev.millrace.ops.report;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.ops.evaluation.Evaluation;
import java.util.Map;
import org.junit.jupiter.api.Test;

class RunSummaryTest {

  @Test
  void startAndEndAreMeansOverTheFirstAndLastTwentySteps() {
    RunHistory history = new RunHistory();
    for (int step = 1; step <= 100; step++) {
      history.add(TestRuns.record(step, 1_000L * step, Map.of(Figures.REWARD_ALL, (double) step)));
    }
    RunSummary summary = RunSummary.of(history);

    assertThat(summary.rewardAtStart()).isEqualTo((1 + 20) / 2.0);
    assertThat(summary.rewardAtEnd()).isEqualTo((81 + 100) / 2.0);
    assertThat(summary.seconds()).isEqualTo(99);
    assertThat(summary.effectiveAtStart()).isNaN();
  }

  @Test
  void stepTrainedAgainAfterARestartCountsOnce() {
    RunHistory history = new RunHistory();
    history.add(TestRuns.record(1, 0, Map.of(Figures.REWARD_ALL, 0.0)));
    history.add(TestRuns.record(1, 0, Map.of(Figures.REWARD_ALL, 1.0)));

    assertThat(RunSummary.of(history).steps()).isEqualTo(1);
    assertThat(RunSummary.of(history).rewardAtEnd()).isEqualTo(1);
  }

  @Test
  void stepThatTrainedNothingHasNoAgeAndHidesNoOther() {
    RunHistory history = new RunHistory();
    history.add(TestRuns.record(1, 0, Map.of(Figures.AGE_MAX, 3.0)));
    history.add(TestRuns.record(2, 0, Map.of()));

    assertThat(RunSummary.of(history).oldest()).isEqualTo(3);
  }

  @Test
  void runThatRisesPassesTheCheck() {
    assertThat(verdict(0.55, 0.90).passed()).isTrue();
  }

  @Test
  void runThatDoesNotSaysWhichEndIsWrong() {
    assertThat(verdict(0.56, 0.95).complaints())
        .containsExactly("held-out accuracy at the start is 0.560, wanted at most 0.55");
    assertThat(verdict(0.40, 0.89).complaints())
        .containsExactly("held-out accuracy at the end is 0.890, wanted at least 0.90");
  }

  @Test
  void runWithoutEvaluationsDoesNotPass() {
    assertThat(CheckVerdict.of(RunSummary.of(new RunHistory())).complaints()).hasSize(2);
  }

  @Test
  void unknownNumbersAreNullInJson() {
    RunSummary summary = RunSummary.of(new RunHistory());

    assertThat(ReportJson.of(summary, CheckVerdict.of(summary)))
        .contains("\"accuracy_start\":null", "\"check_passed\":false");
  }

  private static CheckVerdict verdict(double start, double end) {
    RunHistory history = new RunHistory();
    history.add(new Evaluation(1, 0, start, start, 512, 0));
    history.add(new Evaluation(1, 100, end, end, 512, 0));
    return CheckVerdict.of(RunSummary.of(history));
  }
}
