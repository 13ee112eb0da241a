package dev.millrace.ops.report;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One chart: curves over training steps.
 *
 * @param title what is shown
 * @param unit of the values, and what to know when reading them
 * @param range fixed ends of the value axis, [2]; null to fit the curves, zero included
 * @param curves at most two, so that two colours tell them apart
 */
record Panel(String title, String unit, double @Nullable [] range, List<Curve> curves) {

  private static final double HEADROOM = 1.08;

  Panel {
    curves = List.copyOf(curves);
  }

  /** Ends of the value axis, [2]; the second is above the first. */
  double[] valueRange() {
    if (range != null) {
      return range;
    }
    double least = 0;
    double most = 0;
    for (Curve curve : curves) {
      for (double value : curve.y()) {
        least = Math.min(least, value);
        most = Math.max(most, value);
      }
    }
    return most > least ? new double[] {least * HEADROOM, most * HEADROOM} : new double[] {0, 1};
  }

  /** The last step of any curve; 1 when there is none. */
  double lastStep() {
    return curves.stream()
        .filter(curve -> curve.x().length > 0)
        .mapToDouble(curve -> curve.x()[curve.x().length - 1])
        .max()
        .orElse(1);
  }

  /** Whether there is anything to draw. */
  boolean isEmpty() {
    return curves.stream().allMatch(curve -> curve.x().length == 0);
  }
}
