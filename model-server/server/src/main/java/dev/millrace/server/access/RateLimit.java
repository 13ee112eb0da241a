package dev.millrace.server.access;

import java.time.Duration;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.function.LongSupplier;

/** A bound on the requests of each key. Keys are few, so none is ever forgotten. */
public final class RateLimit {
  private final int perMinute;
  private final LongSupplier clock;
  private final ConcurrentMap<String, TokenBucket> buckets = new ConcurrentHashMap<>();

  /**
   * A limit.
   *
   * @param perMinute requests a minute and key, and most at once; 0 for no limit
   * @param clock monotonic, nanoseconds
   */
  public RateLimit(int perMinute, LongSupplier clock) {
    this.perMinute = perMinute;
    this.clock = clock;
  }

  /** Counts a request; returns zero, or how long its key must wait. */
  public Duration take(String owner) {
    if (perMinute == 0) {
      return Duration.ZERO;
    }
    long now = clock.getAsLong();
    return buckets.computeIfAbsent(owner, name -> new TokenBucket(perMinute, now)).take(now);
  }

  /** Requests a minute and key; 0 for no limit. */
  public int perMinute() {
    return perMinute;
  }
}
