package dev.millrace.ops.report;

import java.util.Locale;

/** Round numbers for an axis: multiples of 1, 2 or 5 times a power of ten. */
final class Ticks {

  private Ticks() {}

  /**
   * The tick values inside a range.
   *
   * @param from lower end
   * @param to upper end, above {@code from}
   * @param wanted about how many; the result has between half and twice as many
   */
  static double[] between(double from, double to, int wanted) {
    double step = step(to - from, wanted);
    long first = (long) Math.ceil(from / step - 1e-9);
    long last = (long) Math.floor(to / step + 1e-9);
    double[] ticks = new double[(int) Math.max(0, last - first + 1)];
    for (int i = 0; i < ticks.length; i++) {
      ticks[i] = (first + i) * step;
    }
    return ticks;
  }

  /** The smallest of 1, 2, 5 · 10^k that is at least span / wanted. */
  static double step(double span, int wanted) {
    double least = span / wanted;
    double power = Math.pow(10, Math.floor(Math.log10(least)));
    for (double factor : new double[] {1, 2, 5}) {
      if (factor * power >= least * (1 - 1e-9)) {
        return factor * power;
      }
    }
    return 10 * power;
  }

  /** A tick as text: as many decimals as the distance to the next one needs. */
  static String text(double tick, double step) {
    if (Math.abs(tick) < step * 1e-9) {
      return "0";
    }
    if (step >= 1000) {
      return String.format(Locale.ROOT, "%s k", trimmed(tick / 1000, step / 1000));
    }
    return trimmed(tick, step);
  }

  private static String trimmed(double value, double step) {
    int decimals = (int) Math.max(0, -Math.floor(Math.log10(step) + 1e-9));
    return String.format(Locale.ROOT, "%." + Math.min(decimals, 6) + "f", value);
  }
}
