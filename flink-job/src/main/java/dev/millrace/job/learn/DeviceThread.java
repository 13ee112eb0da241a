package dev.millrace.job.learn;

import dev.millrace.policy.Torch;
import java.time.Duration;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * The one thread that computes with the learner, and the tasks that wait for it.
 *
 * <p>It is never interrupted: native code would not notice, and a file that is being written would
 * be closed. Whoever ends it waits until the task in hand is done.
 */
final class DeviceThread {
  private final String name;
  private final ThreadPoolExecutor executor;

  DeviceThread(String name) {
    this.name = name;
    this.executor =
        new ThreadPoolExecutor(
            1,
            1,
            0,
            TimeUnit.SECONDS,
            new LinkedBlockingQueue<>(),
            task -> {
              Thread thread =
                  new Thread(
                      () -> {
                        Torch.enterThread();
                        task.run();
                      },
                      name);
              thread.setDaemon(true);
              return thread;
            });
  }

  /** Runs a task after those before it; it deals with its own failures. */
  void submit(Runnable task) {
    executor.execute(task);
  }

  /**
   * Drops the tasks that wait, runs a last one and ends the thread.
   *
   * @param last releases what the thread holds
   * @param patience how long the task in hand may still take
   */
  void close(Runnable last, Duration patience) {
    executor.getQueue().clear();
    executor.execute(last);
    executor.shutdown();
    long deadline = System.nanoTime() + patience.toNanos();
    boolean interrupted = false;
    boolean ended = false;
    try {
      while (!ended && System.nanoTime() < deadline) {
        try {
          ended = executor.awaitTermination(deadline - System.nanoTime(), TimeUnit.NANOSECONDS);
        } catch (InterruptedException e) {
          interrupted = true;
        }
      }
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
    if (!ended) {
      throw new IllegalStateException(
          "thread " + name + " did not finish its step within " + patience.toSeconds() + " s");
    }
  }
}
