package dev.millrace.server.access;

import java.time.Duration;

/**
 * A bound on how often something happens: a bucket that fills at a steady rate and holds a minute's
 * worth. Thread-safe.
 */
final class TokenBucket {
  private static final double NANOS_A_MINUTE = 60e9;

  private final int perMinute;
  private double held;
  private long filledAtNanos;

  /**
   * A full bucket.
   *
   * @param nowNanos a monotonic clock
   */
  TokenBucket(int perMinute, long nowNanos) {
    this.perMinute = perMinute;
    this.held = perMinute;
    this.filledAtNanos = nowNanos;
  }

  /** Takes one; returns zero, or after which time there will be one when there is none now. */
  synchronized Duration take(long nowNanos) {
    double filled = (nowNanos - filledAtNanos) * perMinute / NANOS_A_MINUTE;
    held = Math.min(perMinute, held + Math.max(filled, 0));
    filledAtNanos = nowNanos;
    if (held >= 1) {
      held -= 1;
      return Duration.ZERO;
    }
    return Duration.ofNanos((long) Math.ceil((1 - held) * NANOS_A_MINUTE / perMinute));
  }
}
