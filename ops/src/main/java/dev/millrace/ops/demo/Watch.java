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
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The watch over a running loop: one line an interval, a word about every failure of the job, and
 * an end when the steps are done or when a part has ended.
 */
final class Watch {
  private static final Duration LOOK = Duration.ofMillis(100);

  private final Duration interval;
  private final long steps;
  private final Loop loop;
  private final RunHistory history;
  private final Console console;
  private long lastStep;
  private final long startMillis = System.currentTimeMillis();
  private long lastStepNanos = System.nanoTime();
  private @Nullable String lastFailure;

  /**
   * A watch over a loop.
   *
   * @param interval time between two lines
   * @param steps after which it is done
   */
  Watch(Duration interval, long steps, Loop loop, RunHistory history, Console console) {
    this.interval = interval;
    this.steps = steps;
    this.loop = loop;
    this.history = history;
    this.console = console;
  }

  /**
   * Watches until the steps are done; false when an end was asked for before.
   *
   * @param stillness is told, every interval, of the time since the last step
   * @throws IllegalStateException when a part of the loop has ended, with the reason
   */
  boolean untilDone(Interruption interruption, Consumer<Stillness> stillness)
      throws InterruptedException {
    long lineNanos = System.nanoTime();
    while (lastStep < steps) {
      if (interruption.await(LOOK)) {
        return false;
      }
      requireParts();
      long now = System.nanoTime();
      if (now - lineNanos >= interval.toNanos() || history.lastStep() >= steps) {
        requireJob();
        sayLine((now - lineNanos) / 1e9);
        stillness.accept(stillness());
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
    if (fresh.get(fresh.size() - 1).finishedAtMillis() < startMillis) {
      return; // what an earlier life of the run had trained
    }
    List<Evaluation> evaluations = history.evaluations();
    console.line(
        StepLine.of(
            fresh,
            seconds,
            evaluations.isEmpty() ? null : evaluations.get(evaluations.size() - 1)));
  }

  private void requireJob() {
    String failure = loop.jobFailure();
    if (loop.jobEnded()) {
      throw new UserError("the job ended" + (failure == null ? "" : ": " + failure));
    }
    if (failure != null && !failure.equals(lastFailure)) {
      lastFailure = failure;
      console.note("the job restarts after: " + failure);
    }
  }

  private void requireParts() {
    Throwable ended = loop.ended();
    if (ended != null) {
      throw new IllegalStateException("a part of the loop ended: " + ended.getMessage(), ended);
    }
  }

  private Stillness stillness() {
    Duration still = Duration.ofNanos(System.nanoTime() - lastStepNanos);
    GeneratorStatus generator = loop.generator();
    return new Stillness(
        still,
        "no step for "
            + still.toSeconds()
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
