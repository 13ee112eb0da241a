package dev.millrace.job.score.math;

import java.math.BigDecimal;
import java.math.BigInteger;
import org.jspecify.annotations.Nullable;

/**
 * A number: an exact fraction as long as only arithmetic made it, else a complex number of {@link
 * Reals#DIGITS} digits. Exact numbers have at most {@value #MAX_BITS} bits, others stay below
 * 10^25, so that two different ones of an answer's length do not meet in their digits.
 */
final class Num {
  static final int MAX_BITS = 16_000;

  static final Num ZERO = of(0);
  static final Num ONE = of(1);
  static final Num I = new Num(null, null, BigDecimal.ZERO, BigDecimal.ONE);

  private static final BigDecimal LARGEST = BigDecimal.ONE.movePointRight(25);
  private static final BigDecimal TOLERANCE = BigDecimal.ONE.movePointLeft(50);

  private final @Nullable BigInteger numerator;
  private final @Nullable BigInteger denominator;
  private final BigDecimal re;
  private final BigDecimal im;

  private Num(
      @Nullable BigInteger numerator,
      @Nullable BigInteger denominator,
      BigDecimal re,
      BigDecimal im) {
    this.numerator = numerator;
    this.denominator = denominator;
    this.re = re;
    this.im = im;
  }

  static Num of(long whole) {
    return fraction(BigInteger.valueOf(whole), BigInteger.ONE);
  }

  static Num fraction(BigInteger above, BigInteger below) {
    if (below.signum() == 0) {
      throw new UndefinedException("division by zero");
    }
    if (above.bitLength() > 2 * MAX_BITS || below.bitLength() > 2 * MAX_BITS) {
      throw new UndefinedException("a number of more than " + MAX_BITS + " bits");
    }
    if (below.equals(BigInteger.ONE)) {
      return lowest(above, below);
    }
    BigInteger divisor = above.gcd(below);
    if (below.signum() < 0) {
      divisor = divisor.negate();
    }
    return lowest(above.divide(divisor), below.divide(divisor));
  }

  private static Num lowest(BigInteger numerator, BigInteger denominator) {
    if (numerator.bitLength() > MAX_BITS || denominator.bitLength() > MAX_BITS) {
      throw new UndefinedException("a number of more than " + MAX_BITS + " bits");
    }
    return new Num(numerator, denominator, BigDecimal.ZERO, BigDecimal.ZERO);
  }

  /** A power of an exact number with an exponent that is not negative. */
  Num exactPower(int exponent) {
    long bits = Math.max(numerator().bitLength(), denominator().bitLength()) - 1L;
    if (bits * exponent > MAX_BITS) {
      throw new UndefinedException("a number of more than " + MAX_BITS + " bits");
    }
    return lowest(numerator().pow(exponent), denominator().pow(exponent));
  }

  static Num real(BigDecimal value) {
    return complex(value, BigDecimal.ZERO);
  }

  private static Num complex(BigDecimal re, BigDecimal im) {
    if (re.abs().compareTo(LARGEST) > 0 || im.abs().compareTo(LARGEST) > 0) {
      throw new UndefinedException("a number that is too large to be compared by its digits");
    }
    return new Num(null, null, re.round(Reals.PRECISION), im.round(Reals.PRECISION));
  }

  boolean isExact() {
    return numerator != null;
  }

  BigInteger numerator() {
    return exact(numerator);
  }

  BigInteger denominator() {
    return exact(denominator);
  }

  private static BigInteger exact(@Nullable BigInteger part) {
    if (part == null) {
      throw new IllegalStateException("not an exact number");
    }
    return part;
  }

  boolean isWhole() {
    return isExact() && denominator().equals(BigInteger.ONE);
  }

  boolean isReal() {
    return isExact() || im.abs().compareTo(TOLERANCE) <= 0;
  }

  /** The real part in digits. */
  BigDecimal re() {
    if (!isExact()) {
      return re;
    }
    BigDecimal value =
        new BigDecimal(numerator()).divide(new BigDecimal(denominator()), Reals.PRECISION);
    if (value.abs().compareTo(LARGEST) > 0) {
      throw new UndefinedException("a number that is too large to be compared by its digits");
    }
    return value;
  }

  /** The value as a real number in digits; {@link UndefinedException} when it is not real. */
  BigDecimal realValue() {
    if (!isReal()) {
      throw new UndefinedException("a real function of a complex number");
    }
    return re();
  }

  private BigDecimal im() {
    return im;
  }

  Num plus(Num other) {
    return isExact() && other.isExact()
        ? fraction(
            numerator()
                .multiply(other.denominator())
                .add(other.numerator().multiply(denominator())),
            denominator().multiply(other.denominator()))
        : complex(re().add(other.re()), im().add(other.im()));
  }

  Num negate() {
    return isExact()
        ? fraction(numerator().negate(), denominator())
        : complex(re.negate(), im.negate());
  }

  Num minus(Num other) {
    return plus(other.negate());
  }

  Num times(Num other) {
    return isExact() && other.isExact()
        ? fraction(
            numerator().multiply(other.numerator()), denominator().multiply(other.denominator()))
        : complex(
            re().multiply(other.re()).subtract(im().multiply(other.im())),
            re().multiply(other.im()).add(im().multiply(other.re())));
  }

  Num over(Num other) {
    if (isExact() && other.isExact()) {
      return fraction(
          numerator().multiply(other.denominator()), denominator().multiply(other.numerator()));
    }
    if (other.isZero()) {
      throw new UndefinedException("division by zero");
    }
    BigDecimal square =
        other.re().multiply(other.re()).add(other.im().multiply(other.im()), Reals.PRECISION);
    Num above =
        complex(
            re().multiply(other.re()).add(im().multiply(other.im())),
            im().multiply(other.re()).subtract(re().multiply(other.im())));
    return complex(
        above.re.divide(square, Reals.PRECISION), above.im.divide(square, Reals.PRECISION));
  }

  boolean isZero() {
    return isExact()
        ? numerator().signum() == 0
        : re.abs().compareTo(TOLERANCE) <= 0 && im.abs().compareTo(TOLERANCE) <= 0;
  }

  /** The sign of a real number; numbers that are zero by their digits have none. */
  int sign() {
    if (isExact()) {
      return numerator().signum();
    }
    return isZero() ? 0 : realValue().signum();
  }

  /**
   * Equality: exact for exact numbers, else |a - b| at most 10^-50 of the larger one, or of 1 when
   * both are smaller.
   */
  boolean same(Num other) {
    if (isExact() && other.isExact()) {
      return numerator().equals(other.numerator()) && denominator().equals(other.denominator());
    }
    BigDecimal scale = size().max(other.size());
    // Two numbers this small, not exactly zero, cannot be told apart by 50 digits.
    if (scale.signum() != 0
        && scale.compareTo(TOLERANCE) > 0
        && scale.compareTo(BigDecimal.ONE.movePointLeft(25)) < 0) {
      return false;
    }
    BigDecimal allowed = TOLERANCE.multiply(scale.max(BigDecimal.ONE));
    return re().subtract(other.re()).abs().compareTo(allowed) <= 0
        && im().subtract(other.im()).abs().compareTo(allowed) <= 0;
  }

  private BigDecimal size() {
    return re().abs().max(im().abs());
  }
}
