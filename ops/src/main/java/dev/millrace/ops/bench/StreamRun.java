package dev.millrace.ops.bench;

import dev.millrace.ops.UserError;
import dev.millrace.ops.local.StateDirectory;
import dev.millrace.ops.loop.Loop;
import dev.millrace.ops.loop.LoopSettings;
import dev.millrace.ops.loop.Supply;
import dev.millrace.ops.report.RunHistory;
import dev.millrace.ops.report.RunHistory.StepFigures;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;

/**
 * The whole stream, measured by its own ledger: broker, job, generator and prompt feed, and no
 * evaluator.
 *
 * @param times of the steps, between the ends of consecutive ones
 * @param figures of these steps
 * @param roundTrip of versions
 */
record StreamRun(LoopTimes times, List<StepFigures> figures, RoundTripReading roundTrip) {
  private static final Duration NO_STEP = Duration.ofMinutes(2);
  private static final long LOOK_MILLIS = 100;

  /**
   * Turns the stream.
   *
   * @param ignored steps that do not count
   * @param steps steps that do
   */
  static StreamRun of(
      LoopSettings settings,
      Supply supply,
      StateDirectory state,
      int ignored,
      int steps,
      Consumer<String> notes)
      throws IOException, InterruptedException {
    RunHistory history = new RunHistory();
    try (Loop loop = Loop.start(settings, supply, state, history, () -> {}, notes)) {
      awaitStep(loop, history, ignored);
      long first = history.lastStep();
      double cpu = ProcessCpu.seconds();
      awaitStep(loop, history, (long) ignored + steps);
      double cpuSeconds = (ProcessCpu.seconds() - cpu) / Math.max(1, history.lastStep() - first);
      RoundTripReading roundTrip = RoundTripReading.of(loop.dashboard());
      List<StepFigures> measured = history.stepsAfter(ignored - 1L).subList(0, steps + 1);
      long[] ends = measured.stream().mapToLong(StepFigures::finishedAtMillis).toArray();
      return new StreamRun(
          new LoopTimes(Durations.between(ends), cpuSeconds),
          measured.subList(1, steps + 1),
          roundTrip);
    }
  }

  private static void awaitStep(Loop loop, RunHistory history, long step)
      throws InterruptedException {
    long seen = 0;
    long movedNanos = System.nanoTime();
    while (history.lastStep() < step) {
      Thread.sleep(LOOK_MILLIS);
      Throwable ended = loop.ended();
      String failure = loop.jobFailure();
      if (ended != null || failure != null) {
        throw new IllegalStateException(
            "the loop failed after step " + history.lastStep() + ": " + failure, ended);
      }
      if (history.lastStep() > seen) {
        seen = history.lastStep();
        movedNanos = System.nanoTime();
      } else if (System.nanoTime() - movedNanos > NO_STEP.toNanos()) {
        throw new UserError("no step for " + NO_STEP.toSeconds() + " s after step " + seen);
      }
    }
  }

  /** The mean of a figure of the ledger over the steps. */
  double mean(String metric) {
    return figures.stream().mapToDouble(step -> step.metric(metric)).average().orElse(Double.NaN);
  }

  /** The largest value of a figure of the ledger. */
  double max(String metric) {
    return figures.stream().mapToDouble(step -> step.metric(metric)).max().orElse(Double.NaN);
  }
}
