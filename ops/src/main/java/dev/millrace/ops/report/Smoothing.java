package dev.millrace.ops.report;

/** Smoothing of a curve, for the eye only: the raw values stay beside it. */
final class Smoothing {

  private Smoothing() {}

  /**
   * Exponential moving average without the bias of its start: s_i = Σ_j k^(i−j) y_j / Σ_j k^(i−j)
   * over the finite y_j with j ≤ i, where k = 1 − 1/window.
   *
   * @param values may hold NaN, which is passed over
   * @param window about how many values count; 1 changes nothing
   * @return as long as {@code values}; NaN until the first finite value
   */
  static double[] exponential(double[] values, double window) {
    double keep = 1 - 1 / Math.max(1, window);
    double sum = 0;
    double weight = 0;
    double[] smooth = new double[values.length];
    for (int i = 0; i < values.length; i++) {
      sum *= keep;
      weight *= keep;
      if (Double.isFinite(values[i])) {
        sum += values[i];
        weight += 1;
      }
      smooth[i] = weight > 0 ? sum / weight : Double.NaN;
    }
    return smooth;
  }
}
