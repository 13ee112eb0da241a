package dev.millrace.ops.cluster;

import java.time.Duration;

/** A wait that ends, and that says what it waited for. */
public final class Await {
  private static final long LOOK_MILLIS = 25;

  private Await() {}

  /** Whether what is waited for is there; throws where it can never come. */
  @FunctionalInterface
  public interface Probe {
    /** Looks once. */
    boolean look();
  }

  /**
   * Looks until the probe says yes.
   *
   * @param what for the message
   * @throws IllegalStateException when it does not come within the deadline
   */
  public static void until(String what, Duration deadline, Probe probe) {
    long end = System.nanoTime() + deadline.toNanos();
    while (!probe.look()) {
      if (System.nanoTime() > end) {
        throw new IllegalStateException(what + ": not within " + deadline.toSeconds() + " s");
      }
      try {
        Thread.sleep(LOOK_MILLIS);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new IllegalStateException("interrupted while waiting for " + what, e);
      }
    }
  }
}
