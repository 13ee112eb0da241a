package dev.millrace.ops.bench;

import dev.millrace.ops.cluster.FlinkRest;
import dev.millrace.ops.soak.CheckpointTrial;
import java.util.List;

/** The figures of checkpoints and restores under training. */
final class CheckpointFigures {
  private static final double MOST_CHECKPOINT_SECONDS = 1;
  private static final double MOST_RESTORE_SECONDS = 10;
  private static final int FEWEST = 10;

  private CheckpointFigures() {}

  static void add(BenchReport.Section section, CheckpointTrial.Result trial) {
    List<FlinkRest.Checkpoint> checkpoints = trial.checkpoints();
    Durations durations =
        new Durations(checkpoints.stream().mapToDouble(c -> c.millis() / 1e3).toArray());
    long complete = checkpoints.stream().filter(FlinkRest.Checkpoint::completed).count();
    long bytes = checkpoints.stream().mapToLong(FlinkRest.Checkpoint::bytes).max().orElse(0);
    section.add(Figure.of("state of the policy", (double) trial.stateBytes() / 1e6, "MB"));
    section.add(Figure.of("learner step, median", trial.stepSeconds(), "s"));
    section.add(Figure.of("checkpoints in a row", checkpoints.size(), "").atLeast(FEWEST));
    section.add(Figure.of("of them complete", (double) complete, "").atLeast(checkpoints.size()));
    section.add(
        Figure.of("checkpoint, median", durations.median(), "s").atMost(MOST_CHECKPOINT_SECONDS));
    section.add(
        Figure.of("checkpoint, longest", durations.quantile(1), "s")
            .atMost(MOST_CHECKPOINT_SECONDS));
    section.add(Figure.of("checkpoint, largest", (double) bytes / 1e6, "MB"));
    double[] restores = trial.restoreSeconds().stream().mapToDouble(Double::doubleValue).toArray();
    section.add(
        Figure.of("restore, from the kill, median", new Durations(restores).median(), "s")
            .atMost(MOST_RESTORE_SECONDS));
    section.add(Figure.of("restore, longest", new Durations(restores).quantile(1), "s"));
  }
}
