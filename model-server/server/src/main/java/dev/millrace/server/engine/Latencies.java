package dev.millrace.server.engine;

import java.util.concurrent.atomic.AtomicLongArray;
import java.util.concurrent.atomic.LongAdder;

/**
 * How often something took how long: counts by upper bounds that grow by a quarter power of ten,
 * from 100 µs to 100 s. Thread-safe.
 */
public final class Latencies {
  private static final int PER_DECADE = 4;
  private static final int DECADES = 6;
  private static final double LEAST_SECONDS = 1e-4;

  private final AtomicLongArray counts = new AtomicLongArray(PER_DECADE * DECADES + 2);
  private final LongAdder nanos = new LongAdder();

  void add(long spentNanos) {
    double seconds = spentNanos / 1e9;
    int bucket = 0;
    while (bucket < counts.length() - 1 && seconds > upperBoundSeconds(bucket)) {
      bucket++;
    }
    counts.incrementAndGet(bucket);
    nanos.add(spentNanos);
  }

  /** Number of buckets; the last one has no upper bound. */
  public int buckets() {
    return counts.length();
  }

  /** Largest time that counts in a bucket, in seconds; infinite for the last. */
  public double upperBoundSeconds(int bucket) {
    return bucket == counts.length() - 1
        ? Double.POSITIVE_INFINITY
        : LEAST_SECONDS * Math.pow(10, (double) bucket / PER_DECADE);
  }

  public long count(int bucket) {
    return counts.get(bucket);
  }

  /** How often in all. */
  public long count() {
    long sum = 0;
    for (int bucket = 0; bucket < counts.length(); bucket++) {
      sum += counts.get(bucket);
    }
    return sum;
  }

  public double totalSeconds() {
    return nanos.sum() / 1e9;
  }
}
