package dev.millrace.ops.demo;

import dev.millrace.ops.UserError;
import dev.millrace.ops.evaluation.Evaluation;
import dev.millrace.ops.loop.Loop;
import dev.millrace.ops.report.RunHistory;
import dev.millrace.ops.report.RunHistory.StepFigures;
import dev.millrace.ops.report.StepLine;
import dev.millrace.server.GeneratorStatus;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The watch over a running loop: one line an interval, a word about every failure of the job, and
 * an end when the steps are done, when a part has ended, or when nothing moves.
 */
final class Watch {
  private static final Duration NO_STEP = Duration.ofMinutes(2);
  private static final Duration LOOK = Duration.ofMillis(100);

  private final DemoSettings settings;
  private final Loop loop;
  private final RunHistory history;
  private final Console console;
  private long lastStep;
  private long lastStepNanos = System.nanoTime();
  private @Nullable String lastFailure;

  Watch(DemoSettings settings, Loop loop, RunHistory history, Console console) {
    this.settings = settings;
    this.loop = loop;
    this.history = history;
    this.console = console;
  }

  /** Watches until the steps are done; false when an end was asked for before. */
  boolean untilDone(Interruption interruption) throws InterruptedException {
    long lineNanos = System.nanoTime();
    while (lastStep < settings.steps()) {
      if (interruption.await(LOOK)) {
        return false;
      }
      requireMovement();
      long now = System.nanoTime();
      if (now - lineNanos >= settings.interval().toNanos()
          || history.lastStep() >= settings.steps()) {
        sayFailure();
        sayLine((now - lineNanos) / 1e9);
        lineNanos = now;
      }
    }
    return true;
  }

  private void sayLine(double seconds) {
    List<StepFigures> fresh = history.stepsAfter(lastStep);
    if (fresh.isEmpty()) {
      return;
    }
    lastStep = fresh.get(fresh.size() - 1).step();
    lastStepNanos = System.nanoTime();
    List<Evaluation> evaluations = history.evaluations();
    console.line(
        StepLine.of(
            fresh,
            seconds,
            evaluations.isEmpty() ? null : evaluations.get(evaluations.size() - 1)));
  }

  private void sayFailure() {
    String failure = loop.jobFailure();
    if (failure != null && !failure.equals(lastFailure)) {
      lastFailure = failure;
      console.note("the job restarts after: " + failure);
    }
  }

  private void requireMovement() {
    Throwable ended = loop.ended();
    if (ended != null) {
      throw new IllegalStateException("a part of the loop ended: " + ended.getMessage(), ended);
    }
    if (System.nanoTime() - lastStepNanos > NO_STEP.toNanos() && history.lastStep() <= lastStep) {
      GeneratorStatus generator = loop.generator();
      throw new UserError(
          "no step for "
              + NO_STEP.toSeconds()
              + " s after step "
              + lastStep
              + ": the generator waits for "
              + generator.waitingFor()
              + " and has written "
              + generator.groupsWritten()
              + " groups"
              + (lastFailure == null ? "" : "; the job failed last with: " + lastFailure));
    }
  }
}
