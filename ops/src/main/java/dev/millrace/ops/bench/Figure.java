package dev.millrace.ops.bench;

import org.jspecify.annotations.Nullable;

/**
 * One measured number.
 *
 * @param name what it is
 * @param value how much
 * @param unit of the value; empty for a ratio
 * @param target what it should be; null where nothing is asked
 */
record Figure(String name, double value, String unit, @Nullable Target target) {

  /**
   * What a figure should be.
   *
   * @param bound the limit
   * @param upper whether the figure should be at most the limit, and not at least
   */
  record Target(double bound, boolean upper) {
    boolean met(double value) {
      return upper ? value <= bound : value >= bound;
    }
  }

  static Figure of(String name, double value, String unit) {
    return new Figure(name, value, unit, null);
  }

  /** The same, to be at least this. */
  Figure atLeast(double bound) {
    return new Figure(name, value, unit, new Target(bound, false));
  }

  /** The same, to be at most this. */
  Figure atMost(double bound) {
    return new Figure(name, value, unit, new Target(bound, true));
  }
}
