package dev.millrace.ops.report;

import java.util.Arrays;
import java.util.stream.IntStream;

/**
 * One line of a chart: finite values at growing places.
 *
 * @param label what the line is, for the legend
 * @param x [n] steps, growing
 * @param y [n] values; finite
 * @param smoothed whether a smoothed line is drawn over the raw one
 */
record Curve(String label, double[] x, double[] y, boolean smoothed) {
  Curve {
    if (x.length != y.length) {
      throw new IllegalArgumentException(label + ": " + x.length + " places, " + y.length);
    }
  }

  /** The curve through those points whose value is finite. */
  static Curve finite(String label, double[] x, double[] y, boolean smoothed) {
    int[] kept = IntStream.range(0, y.length).filter(i -> Double.isFinite(y[i])).toArray();
    return new Curve(
        label,
        Arrays.stream(kept).mapToDouble(i -> x[i]).toArray(),
        Arrays.stream(kept).mapToDouble(i -> y[i]).toArray(),
        smoothed);
  }

  /** The curve with smoothed values, for a window of a fiftieth of its points. */
  Curve smooth() {
    return new Curve(label, x, Smoothing.exponential(y, y.length / 50.0), false);
  }

  /**
   * The curve with at most about {@code points} points: of every stretch of neighbours the lowest
   * and the highest stay, so that peaks do.
   */
  Curve thinned(int points) {
    int stretches = points / 2;
    if (y.length <= points) {
      return this;
    }
    int[] kept = new int[2 * stretches];
    for (int s = 0; s < stretches; s++) {
      int from = (int) ((long) y.length * s / stretches);
      int to = (int) ((long) y.length * (s + 1) / stretches);
      int lowest = from;
      int highest = from;
      for (int i = from; i < to; i++) {
        lowest = y[i] < y[lowest] ? i : lowest;
        highest = y[i] > y[highest] ? i : highest;
      }
      kept[2 * s] = Math.min(lowest, highest);
      kept[2 * s + 1] = Math.max(lowest, highest);
    }
    return new Curve(
        label,
        Arrays.stream(kept).mapToDouble(i -> x[i]).toArray(),
        Arrays.stream(kept).mapToDouble(i -> y[i]).toArray(),
        smoothed);
  }

  /** The last value; NaN of an empty curve. */
  double last() {
    return y.length == 0 ? Double.NaN : y[y.length - 1];
  }
}
