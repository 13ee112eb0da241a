package dev.millrace.ops.bench;

import java.util.Arrays;

/**
 * How long repetitions of the same work took.
 *
 * @param seconds one a repetition, in the order of time; at least one
 */
record Durations(double[] seconds) {
  Durations {
    if (seconds.length == 0) {
      throw new IllegalArgumentException("no repetition was measured");
    }
  }

  /** The times between consecutive instants, in milliseconds of any clock. */
  static Durations between(long[] millis) {
    double[] seconds = new double[millis.length - 1];
    for (int i = 0; i < seconds.length; i++) {
      seconds[i] = (millis[i + 1] - millis[i]) / 1e3;
    }
    return new Durations(seconds);
  }

  /** Both, one after the other. */
  Durations and(Durations later) {
    double[] both = Arrays.copyOf(seconds, seconds.length + later.seconds.length);
    System.arraycopy(later.seconds, 0, both, seconds.length, later.seconds.length);
    return new Durations(both);
  }

  /**
   * The shortest time that at least this share of the repetitions did not exceed (nearest rank).
   *
   * @param share in (0, 1]; 0.5 is the lower median
   */
  double quantile(double share) {
    double[] sorted = seconds.clone();
    Arrays.sort(sorted);
    return sorted[(int) Math.ceil(share * sorted.length) - 1];
  }

  double median() {
    return quantile(0.5);
  }

  double mean() {
    return Arrays.stream(seconds).average().orElseThrow();
  }
}
