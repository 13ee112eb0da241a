package dev.millrace.job.score.math;

import java.math.BigDecimal;
import java.math.BigInteger;

/**
 * The value of a tree at a point. Names without a value get one from the number of the point: the
 * same name the same value, a fraction whose numerator looks random.
 */
final class Evaluation {
  /** What one comparison may cost: a node costs 1, anything below more. */
  static final int MAX_COST = 8_000;

  private static final int SMALL_POWER = 2;

  // A root, a logarithm or a sine to 80 digits takes up to a tenth of a millisecond.
  private static final int FUNCTION = 40;

  private int cost;

  /** The value; {@link UndefinedException} when there is none, or when the bounds are reached. */
  Num at(Node node, int point) {
    spend(1);
    switch (node.kind()) {
      case NUMBER -> {
        return literal(node.text());
      }
      case SYMBOL -> {
        return named(node.text(), point);
      }
      case CONSTANT -> {
        return constant(node.text());
      }
      case ADD -> {
        return at(node.first(), point).plus(at(node.last(), point));
      }
      case MULTIPLY -> {
        return at(node.first(), point).times(at(node.last(), point));
      }
      case DIVIDE -> {
        return at(node.first(), point).over(at(node.last(), point));
      }
      case NEGATE -> {
        return at(node.first(), point).negate();
      }
      case PERCENT -> {
        return at(node.first(), point).over(Num.of(100));
      }
      case UNIT -> {
        return at(node.first(), point);
      }
      case BASED -> {
        return based(node.text(), at(node.first(), point));
      }
      case POWER -> {
        boolean small = node.last().isWholeLiteral() && node.last().text().length() <= 2;
        spend(small ? SMALL_POWER : FUNCTION);
        return Powers.power(at(node.first(), point), at(node.last(), point));
      }
      case ROOT -> {
        spend(FUNCTION);
        return Powers.root(at(node.first(), point), index(at(node.last(), point)));
      }
      case FUNCTION -> {
        spend(FUNCTION);
        return function(node, point);
      }
      case APPLY -> {
        return applied(node, point);
      }
      default -> {
        throw new UndefinedException("no number");
      }
    }
  }

  private void spend(int units) {
    cost += units;
    if (cost > MAX_COST) {
      throw new UndefinedException("too large to be compared");
    }
  }

  static Num literal(String text) {
    int open = text.indexOf('(');
    BigDecimal number = new BigDecimal(open < 0 ? text : text.substring(0, open));
    int decimals = Math.max(0, number.scale());
    BigInteger whole = number.movePointRight(decimals).toBigIntegerExact();
    BigInteger unit = BigInteger.TEN.pow(decimals);
    if (open < 0) {
      return Num.fraction(whole, unit);
    }
    String repeating = text.substring(open + 1, text.length() - 1);
    BigInteger nines = BigInteger.TEN.pow(repeating.length()).subtract(BigInteger.ONE);
    return Num.fraction(whole.multiply(nines).add(new BigInteger(repeating)), unit.multiply(nines));
  }

  /** FNV-1a of the name and the point, as a fraction between 1/7 and 15; negative at some. */
  private static Num named(String name, int point) {
    int hash = 0x811c9dc5 ^ (point * 0x01000193);
    for (int i = 0; i < name.length(); i++) {
      hash = (hash ^ name.charAt(i)) * 0x01000193;
    }
    hash ^= hash >>> 15;
    hash *= 0x2c1b3c6d;
    hash ^= hash >>> 13;
    long above = 10_007L + Integer.remainderUnsigned(hash, 90_001);
    boolean negative = point % 2 == 1 && ((hash >>> 30) & 1) == 1;
    return Num.fraction(
        BigInteger.valueOf(negative ? -above : above), BigInteger.valueOf(20_011 + 13L * point));
  }

  private static Num constant(String name) {
    return switch (name) {
      case "pi" -> Num.real(Reals.PI);
      case "e" -> Num.real(Reals.exp(BigDecimal.ONE));
      case "i" -> Num.I;
      default -> throw new UndefinedException("infinity");
    };
  }

  private static Num based(String digits, Num base) {
    if (!base.isWhole() || base.numerator().bitLength() > 6 || digits.indexOf('.') >= 0) {
      throw new UndefinedException("a base that is no small whole number");
    }
    int radix = base.numerator().intValue();
    if (radix < 2 || radix > 36 || digits.chars().anyMatch(c -> c - '0' >= radix)) {
      throw new UndefinedException("a digit that base " + radix + " does not have");
    }
    return Num.fraction(new BigInteger(digits, radix), BigInteger.ONE);
  }

  private static int index(Num index) {
    if (!index.isWhole() || index.sign() <= 0 || index.numerator().bitLength() > 6) {
      throw new UndefinedException("an index of a root that is no small whole number");
    }
    return index.numerator().intValue();
  }

  private Num function(Node node, int point) {
    Num argument = at(node.first(), point);
    switch (node.text()) {
      case "!" -> {
        return Powers.factorial(argument);
      }
      case "binom" -> {
        return Powers.binomial(argument, at(node.last(), point));
      }
      case "abs" -> {
        return argument.isReal()
            ? (argument.sign() < 0 ? argument.negate() : argument)
            : undefined("the size of a complex number");
      }
      case "ln" -> {
        return Num.real(Reals.ln(argument.realValue()));
      }
      case "exp" -> {
        return Num.real(Reals.exp(argument.realValue()));
      }
      case "lg" -> {
        return logarithm(argument, Num.of(10));
      }
      case "log" -> {
        // Without a base it is the common or the natural one: only the same sign can tell.
        return node.parts().size() == 2
            ? logarithm(argument, at(node.last(), point))
            : logarithm(argument, Num.of(10));
      }
      default -> {
        return angle(node.text(), argument.realValue());
      }
    }
  }

  private static Num undefined(String message) {
    throw new UndefinedException(message);
  }

  private static Num logarithm(Num argument, Num base) {
    return Num.real(Reals.ln(argument.realValue())).over(Num.real(Reals.ln(base.realValue())));
  }

  private static Num angle(String name, BigDecimal x) {
    return switch (name) {
      case "sin" -> Num.real(Reals.sin(x));
      case "cos" -> Num.real(Reals.cos(x));
      case "tan" -> Num.real(Reals.sin(x)).over(Num.real(Reals.cos(x)));
      case "cot" -> Num.real(Reals.cos(x)).over(Num.real(Reals.sin(x)));
      case "sec" -> Num.ONE.over(Num.real(Reals.cos(x)));
      case "csc" -> Num.ONE.over(Num.real(Reals.sin(x)));
      case "arctan" -> Num.real(Reals.arctan(x));
      case "arcsin" -> Num.real(Reals.arcsin(x));
      case "arccos" ->
          Num.real(Reals.PI.divide(BigDecimal.valueOf(2), Reals.PRECISION))
              .minus(Num.real(Reals.arcsin(x)));
      default -> throw new UndefinedException("function " + name);
    };
  }

  /** Some function that is not linear, so that f(2) is not 2 f(1), and the same for one name. */
  private Num applied(Node node, int point) {
    Num seed = named(node.text() + "()", point);
    Num value = seed;
    for (Node part : node.parts()) {
      Num argument = at(part, point);
      value = value.times(argument).plus(argument.times(argument)).plus(seed);
    }
    return value;
  }
}
