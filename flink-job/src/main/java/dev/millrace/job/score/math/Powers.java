package dev.millrace.job.score.math;

import java.math.BigDecimal;
import java.math.BigInteger;

/** Powers, roots, factorials and binomials of bounded size. */
final class Powers {
  static final int MAX_EXPONENT = 5_000;
  private static final int MAX_FACTORIAL = 1_000;

  private Powers() {}

  static Num power(Num base, Num exponent) {
    if (exponent.isWhole()) {
      return wholePower(base, exponent.numerator());
    }
    if (exponent.isExact() && exponent.denominator().equals(BigInteger.TWO)) {
      return wholePower(root(base, 2), exponent.numerator());
    }
    if (base.isZero() && exponent.sign() > 0) {
      return Num.ZERO;
    }
    // Exact roots first: 8^(1/3) is 2, and not a number near it.
    if (base.sign() > 0 && exponent.isExact() && exponent.denominator().bitLength() <= 6) {
      return wholePower(root(base, exponent.denominator().intValueExact()), exponent.numerator());
    }
    return Num.real(Reals.exp(Reals.ln(base.realValue()).multiply(exponent.realValue())));
  }

  private static Num wholePower(Num base, BigInteger exponent) {
    if (exponent.bitLength() > 31 || Math.abs(exponent.longValue()) > MAX_EXPONENT) {
      throw new UndefinedException("an exponent above " + MAX_EXPONENT);
    }
    int left = Math.abs(exponent.intValue());
    if (left == 0 && base.isZero()) {
      throw new UndefinedException("0^0");
    }
    if (base.isExact()) {
      Num exact = base.exactPower(left);
      return exponent.signum() < 0 ? Num.ONE.over(exact) : exact;
    }
    Num power = Num.ONE;
    Num square = base;
    while (left > 0) {
      if ((left & 1) == 1) {
        power = power.times(square);
      }
      left >>= 1;
      if (left > 0) {
        square = square.times(square);
      }
    }
    return exponent.signum() < 0 ? Num.ONE.over(power) : power;
  }

  /** The principal square root, the real root of odd index, the positive one of even index. */
  static Num root(Num radicand, int index) {
    if (radicand.isZero()) {
      return Num.ZERO;
    }
    if (radicand.sign() < 0) {
      if (index == 2) {
        return Num.I.times(root(radicand.negate(), 2));
      }
      if (index % 2 == 0) {
        throw new UndefinedException("an even root of a negative number");
      }
      return root(radicand.negate(), index).negate();
    }
    if (radicand.isExact()) {
      BigInteger above = wholeRoot(radicand.numerator(), index);
      BigInteger below = wholeRoot(radicand.denominator(), index);
      if (above.pow(index).equals(radicand.numerator())
          && below.pow(index).equals(radicand.denominator())) {
        return Num.fraction(above, below);
      }
    }
    BigDecimal value = radicand.realValue();
    return Num.real(
        index == 2
            ? value.sqrt(Reals.PRECISION)
            : Reals.exp(Reals.ln(value).divide(BigDecimal.valueOf(index), Reals.PRECISION)));
  }

  /** The largest whole number whose power is at most this one, by bisection. */
  private static BigInteger wholeRoot(BigInteger number, int index) {
    if (index == 2) {
      return number.sqrt();
    }
    if (number.bitLength() > 2_000) {
      return BigInteger.ZERO;
    }
    BigInteger low = BigInteger.ZERO;
    BigInteger high = BigInteger.ONE.shiftLeft(number.bitLength() / index + 1);
    while (high.subtract(low).compareTo(BigInteger.ONE) > 0) {
      BigInteger middle = low.add(high).shiftRight(1);
      if (middle.pow(index).compareTo(number) <= 0) {
        low = middle;
      } else {
        high = middle;
      }
    }
    return low;
  }

  static Num factorial(Num number) {
    return falling(number, number);
  }

  static Num binomial(Num above, Num below) {
    return falling(above, below).over(factorial(below));
  }

  /** n (n - 1) ... (n - k + 1). */
  private static Num falling(Num number, Num count) {
    if (!number.isWhole()
        || !count.isWhole()
        || count.sign() < 0
        || number.numerator().bitLength() > 31
        || count.numerator().compareTo(BigInteger.valueOf(MAX_FACTORIAL)) > 0) {
      throw new UndefinedException("a factorial that is not of a small whole number");
    }
    return Num.fraction(
        product(number.numerator(), 0, count.numerator().intValue()), BigInteger.ONE);
  }

  /** (n - from) ... (n - until + 1), by halves: equal factors multiply faster than unequal ones. */
  private static BigInteger product(BigInteger number, int from, int until) {
    if (until - from > 8) {
      int middle = (from + until) / 2;
      return product(number, from, middle).multiply(product(number, middle, until));
    }
    BigInteger product = BigInteger.ONE;
    for (int i = from; i < until; i++) {
      product = product.multiply(number.subtract(BigInteger.valueOf(i)));
    }
    return product;
  }
}
