package dev.millrace.job.learn;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.ScheduledFuture;
import org.apache.flink.api.common.operators.ProcessingTimeService;
import org.jspecify.annotations.Nullable;

/**
 * How long the device may work at one task. Native code that hangs says nothing and cannot be
 * interrupted; without a deadline the job would stand still and look healthy. Confined to the task
 * thread.
 */
final class DeviceDeadline {
  private final ProcessingTimeService time;
  private final Duration deadline;
  private final Deque<String> tasks = new ArrayDeque<>();
  private @Nullable ScheduledFuture<?> timer;

  /**
   * Nothing runs.
   *
   * @param deadline of one task; zero for none
   */
  DeviceDeadline(ProcessingTimeService time, Duration deadline) {
    this.time = time;
    this.deadline = deadline;
  }

  /** A task was handed over, behind those before it. */
  void handedOver(String what) {
    tasks.addLast(what);
    if (tasks.size() == 1) {
      begin();
    }
  }

  /** The first task has been done. */
  void done() {
    if (timer != null) {
      timer.cancel(false);
      timer = null;
    }
    tasks.removeFirst();
    if (!tasks.isEmpty()) {
      begin();
    }
  }

  private void begin() {
    if (!deadline.isZero()) {
      String what = tasks.getFirst();
      timer =
          time.registerTimer(
              time.getCurrentProcessingTime() + deadline.toMillis(), now -> passed(what));
    }
  }

  private void passed(String what) {
    throw new IllegalStateException(
        what
            + " has not finished on the device after "
            + deadline.toSeconds()
            + " s ("
            + LearnSettings.STEP_TIMEOUT.key()
            + ")");
  }
}
