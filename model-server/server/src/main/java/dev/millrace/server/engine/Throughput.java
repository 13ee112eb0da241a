package dev.millrace.server.engine;

/**
 * Tokens a second of late: amounts and times both fade, to a half after so many seconds of work, so
 * idle time does not count. Not thread-safe.
 */
final class Throughput {
  private static final double HALF_LIFE_NANOS = 5e9;

  private double tokens;
  private double nanos;

  void add(int sampled, long spentNanos) {
    double kept = Math.pow(0.5, spentNanos / HALF_LIFE_NANOS);
    tokens = tokens * kept + sampled;
    nanos = nanos * kept + spentNanos;
  }

  /** Returns 0 before the first work. */
  double tokensPerSecond() {
    return nanos == 0 ? 0 : tokens * 1e9 / nanos;
  }
}
