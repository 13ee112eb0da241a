package dev.millrace.ops.loop;

import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** A part of the start that runs beside others on a thread of its own. */
final class Parallel<T> {
  private final String name;
  private final Future<T> result;

  private Parallel(String name, Future<T> result) {
    this.name = name;
    this.result = result;
  }

  /** Begins. */
  static <T> Parallel<T> start(String name, Callable<T> part) {
    FutureTask<T> task = new FutureTask<>(part);
    Thread thread = new Thread(task, "start-" + name.replace(' ', '-'));
    thread.setDaemon(true);
    thread.start();
    return new Parallel<>(name, task);
  }

  /** Whether the part started; waits for it to start or fail. */
  boolean succeeded(Duration deadline) {
    try {
      result.get(deadline.toMillis(), TimeUnit.MILLISECONDS);
      return true;
    } catch (ExecutionException | TimeoutException e) {
      return false;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  /**
   * What came of it.
   *
   * @throws RuntimeException what the part threw, as it was where it needed no declaration
   */
  T get(Duration deadline) {
    try {
      return result.get(deadline.toMillis(), TimeUnit.MILLISECONDS);
    } catch (ExecutionException e) {
      if (e.getCause() instanceof RuntimeException failure) {
        throw failure;
      }
      throw new IllegalStateException("start of the " + name + " failed: " + e.getCause(), e);
    } catch (TimeoutException e) {
      throw new IllegalStateException(
          "start of the " + name + " took more than " + deadline.toSeconds() + " s", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while waiting for the " + name, e);
    }
  }
}
