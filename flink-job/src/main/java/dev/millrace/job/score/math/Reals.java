package dev.millrace.job.score.math;

import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;

/** Elementary functions of real numbers with {@value #DIGITS} significant digits. */
final class Reals {
  static final int DIGITS = 80;
  static final MathContext PRECISION = new MathContext(DIGITS, RoundingMode.HALF_EVEN);

  // Ten digits more inside, so that rounding does not reach the digits that are kept.
  private static final MathContext INNER = new MathContext(DIGITS + 10, RoundingMode.HALF_EVEN);
  private static final BigDecimal SMALLEST = BigDecimal.ONE.movePointLeft(DIGITS + 10);
  private static final BigDecimal TWO = BigDecimal.valueOf(2);
  private static final int MAX_EXPONENT = 60;

  /** π by Machin's formula: 16 arctan(1/5) - 4 arctan(1/239). */
  static final BigDecimal PI =
      BigDecimal.valueOf(16)
          .multiply(arctanSeries(BigDecimal.ONE.divide(BigDecimal.valueOf(5), INNER)))
          .subtract(
              BigDecimal.valueOf(4)
                  .multiply(arctanSeries(BigDecimal.ONE.divide(BigDecimal.valueOf(239), INNER))),
              INNER);

  private static final BigDecimal LN2 = lnNearOne(TWO);

  private Reals() {}

  /** e^x = (e^(x/2^8))^(2^8), the inner one by Taylor's series. */
  static BigDecimal exp(BigDecimal x) {
    if (x.abs().compareTo(BigDecimal.valueOf(MAX_EXPONENT)) > 0) {
      throw new UndefinedException("e to the power of " + x.round(new MathContext(5)));
    }
    BigDecimal small = x.divide(BigDecimal.valueOf(256), INNER);
    BigDecimal sum = BigDecimal.ONE;
    BigDecimal term = BigDecimal.ONE;
    for (int n = 1; term.abs().compareTo(SMALLEST) > 0; n++) {
      term = term.multiply(small).divide(BigDecimal.valueOf(n), INNER);
      sum = sum.add(term, INNER);
    }
    for (int i = 0; i < 8; i++) {
      sum = sum.multiply(sum, INNER);
    }
    return sum.round(PRECISION);
  }

  /** The natural logarithm of a positive number: x = m 2^k with m in [1/2, 2]. */
  static BigDecimal ln(BigDecimal x) {
    if (x.signum() <= 0) {
      throw new UndefinedException("logarithm of a number that is not positive");
    }
    BigDecimal mantissa = x;
    int twos = 0;
    BigDecimal half = BigDecimal.ONE.divide(TWO);
    while (mantissa.compareTo(TWO) > 0) {
      mantissa = mantissa.divide(TWO, INNER);
      twos++;
    }
    while (mantissa.compareTo(half) < 0) {
      mantissa = mantissa.multiply(TWO, INNER);
      twos--;
    }
    return lnNearOne(mantissa).add(LN2.multiply(BigDecimal.valueOf(twos)), PRECISION);
  }

  /** ln x = 8 * 2 artanh((y - 1) / (y + 1)) with y the eighth root of x. */
  private static BigDecimal lnNearOne(BigDecimal x) {
    BigDecimal y = x.sqrt(INNER).sqrt(INNER).sqrt(INNER);
    BigDecimal z = y.subtract(BigDecimal.ONE).divide(y.add(BigDecimal.ONE), INNER);
    BigDecimal square = z.multiply(z, INNER);
    BigDecimal power = z;
    BigDecimal sum = z;
    for (int n = 3; power.abs().compareTo(SMALLEST) > 0; n += 2) {
      power = power.multiply(square, INNER);
      sum = sum.add(power.divide(BigDecimal.valueOf(n), INNER), INNER);
    }
    return sum.multiply(BigDecimal.valueOf(16), INNER);
  }

  static BigDecimal sin(BigDecimal x) {
    BigDecimal angle = x.remainder(PI.multiply(TWO), INNER);
    return sine(angle).round(PRECISION);
  }

  static BigDecimal cos(BigDecimal x) {
    return sin(x.add(PI.divide(TWO, INNER), INNER));
  }

  private static BigDecimal sine(BigDecimal angle) {
    BigDecimal square = angle.multiply(angle, INNER).negate();
    BigDecimal term = angle;
    BigDecimal sum = angle;
    for (int n = 2; term.abs().compareTo(SMALLEST) > 0; n += 2) {
      term = term.multiply(square, INNER).divide(BigDecimal.valueOf((long) n * (n + 1)), INNER);
      sum = sum.add(term, INNER);
    }
    return sum;
  }

  /** arctan x = 4 arctan of the tangent that is halved twice; for |x| > 1 the complement. */
  static BigDecimal arctan(BigDecimal x) {
    if (x.abs().compareTo(BigDecimal.ONE) > 0) {
      BigDecimal rest = arctan(BigDecimal.ONE.divide(x, INNER));
      BigDecimal right = PI.divide(TWO, INNER);
      return (x.signum() > 0 ? right : right.negate()).subtract(rest, PRECISION);
    }
    BigDecimal half = x;
    for (int i = 0; i < 2; i++) {
      BigDecimal root = half.multiply(half, INNER).add(BigDecimal.ONE).sqrt(INNER);
      half = half.divide(root.add(BigDecimal.ONE), INNER);
    }
    return arctanSeries(half).multiply(BigDecimal.valueOf(4)).round(PRECISION);
  }

  static BigDecimal arcsin(BigDecimal x) {
    BigDecimal rest = BigDecimal.ONE.subtract(x.multiply(x, INNER));
    if (rest.signum() < 0) {
      throw new UndefinedException("inverse sine outside of [-1, 1]");
    }
    if (rest.signum() == 0) {
      return PI.divide(TWO, PRECISION).multiply(BigDecimal.valueOf(x.signum()));
    }
    return arctan(x.divide(rest.sqrt(INNER), INNER));
  }

  private static BigDecimal arctanSeries(BigDecimal x) {
    BigDecimal square = x.multiply(x, INNER).negate();
    BigDecimal power = x;
    BigDecimal sum = x;
    for (int n = 3; power.abs().compareTo(SMALLEST) > 0; n += 2) {
      power = power.multiply(square, INNER);
      sum = sum.add(power.divide(BigDecimal.valueOf(n), INNER), INNER);
    }
    return sum;
  }
}
