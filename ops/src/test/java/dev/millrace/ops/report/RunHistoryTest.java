package dev.millrace.ops.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class RunHistoryTest {
  @Test
  void longRunKeepsItsNewestStepsAndACoarserPast() {
    RunHistory history = new RunHistory(2_000);
    for (int step = 1; step <= 50_000; step++) {
      history.add(TestRuns.record(step, step, Map.of()));
    }
    List<Long> steps = history.steps().stream().map(RunHistory.StepFigures::step).toList();
    assertThat(steps).hasSizeBetween(1_500, 2_000).isSorted();
    assertThat(steps.get(0)).isEqualTo(1);
    for (long step = 49_001; step <= 50_000; step++) {
      assertThat(steps).contains(step);
    }
  }

  @Test
  void stepTrainedAgainReplacesItsFirstTraining() {
    RunHistory history = new RunHistory();
    history.add(TestRuns.record(1, 10, Map.of("x", 1.0)));
    history.add(TestRuns.record(1, 20, Map.of("x", 2.0)));
    assertThat(history.steps()).hasSize(1);
    assertThat(history.steps().get(0).metric("x")).isEqualTo(2.0);
  }

  @Test
  void historyTooShortForItsMeansIsRefused() {
    assertThatThrownBy(() -> new RunHistory(1_999)).hasMessageContaining("1999");
  }
}
