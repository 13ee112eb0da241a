package dev.millrace.server.admission;

import java.time.Duration;

/**
 * A signal that something has changed. Whoever waits first notes the count of rings, then looks at
 * the world, then waits for a later ring, so that none is missed.
 */
public final class Bell {
  private long rings;

  public synchronized void ring() {
    rings++;
    notifyAll();
  }

  public synchronized long rings() {
    return rings;
  }

  /** Returns after a ring later than the one noted, or after the timeout. */
  public synchronized void awaitAfter(long noted, Duration timeout) throws InterruptedException {
    long deadline = System.nanoTime() + timeout.toNanos();
    for (long left = timeout.toNanos(); rings == noted && left > 0; ) {
      wait(left / 1_000_000, (int) (left % 1_000_000));
      left = deadline - System.nanoTime();
    }
  }
}
