package dev.millrace.job.score.math;

import dev.millrace.job.score.math.Node.Kind;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * Equality of numbers and of functions of names.
 *
 * <p>Without names: of the values. With names: at {@value #POINTS} points; polynomials and their
 * quotients are computed exactly there. A decimal literal that is no exact value of the other side
 * is its rounding when it has {@value #ROUNDED_DIGITS} significant digits or more.
 */
final class Scalars {
  static final int POINTS = 6;
  static final int ROUNDED_DIGITS = 4;

  private final Evaluation evaluation;

  Scalars(Evaluation evaluation) {
    this.evaluation = evaluation;
  }

  boolean equal(Node one, Node other) {
    if (one.equals(other)) {
      return true;
    }
    Node left = withoutUnit(one);
    Node right = withoutUnit(other);
    if (!agree(names(one, Kind.UNIT), names(other, Kind.UNIT))
        || !names(one, Kind.BASED).equals(names(other, Kind.BASED))) {
      return false;
    }
    if (left.is(Kind.PERCENT) != right.is(Kind.PERCENT)) {
      Node percent = left.is(Kind.PERCENT) ? left : right;
      Node plain = left.is(Kind.PERCENT) ? right : left;
      return sameAtAllPoints(percent.first(), plain) || sameAtAllPoints(percent, plain);
    }
    return sameAtAllPoints(left, right) || isRounding(left, right) || isRounding(right, left);
  }

  private static Node withoutUnit(Node node) {
    return node.is(Kind.UNIT) ? withoutUnit(node.first()) : node;
  }

  /** A unit that only one side says is no difference; two units must be one. */
  private static boolean agree(Set<String> one, Set<String> other) {
    return one.isEmpty() || other.isEmpty() || one.equals(other);
  }

  private static Set<String> names(Node node, Kind kind) {
    Set<String> names = new TreeSet<>();
    collect(node, kind, names);
    return names;
  }

  private static void collect(Node node, Kind kind, Set<String> names) {
    if (node.is(kind)) {
      names.add(kind == Kind.BASED ? node.first().text() : node.text());
    }
    node.parts().forEach(part -> collect(part, kind, names));
  }

  private boolean sameAtAllPoints(Node one, Node other) {
    if (!one.hasUnknowns() && !other.hasUnknowns()) {
      Optional<Num> left = value(one, 0);
      Optional<Num> right = value(other, 0);
      return left.isPresent() && right.isPresent() && same(left.get(), right.get());
    }
    int compared = 0;
    for (int point = 0; point < POINTS; point++) {
      Optional<Num> left = value(one, point);
      Optional<Num> right = value(other, point);
      if (left.isPresent() != right.isPresent()) {
        return false;
      }
      if (left.isPresent() && right.isPresent()) {
        if (!same(left.get(), right.get())) {
          return false;
        }
        compared++;
      }
    }
    return compared >= POINTS / 2;
  }

  private static boolean same(Num one, Num other) {
    try {
      return one.same(other);
    } catch (UndefinedException e) {
      return false;
    }
  }

  Optional<Num> value(Node node, int point) {
    try {
      return Optional.of(evaluation.at(node, point));
    } catch (UndefinedException e) {
      return Optional.empty();
    }
  }

  /** Whether the literal is the other value, rounded to as many digits: |v - d| is at most u/2. */
  private boolean isRounding(Node decimal, Node exact) {
    Node literal = decimal.is(Kind.NEGATE) ? decimal.first() : decimal;
    if (!literal.is(Kind.NUMBER)
        || literal.text().indexOf('.') < 0
        || literal.text().indexOf('(') >= 0
        || exact.hasUnknowns()) {
      return false;
    }
    BigDecimal number = new BigDecimal(literal.text());
    Optional<Num> value = value(exact, 0);
    if (number.precision() < ROUNDED_DIGITS || value.isEmpty() || terminates(value.get())) {
      return false;
    }
    try {
      BigDecimal signed = decimal.is(Kind.NEGATE) ? number.negate() : number;
      BigDecimal error = value.get().realValue().subtract(signed).abs();
      return error.compareTo(number.ulp().divide(BigDecimal.valueOf(2))) <= 0;
    } catch (UndefinedException e) {
      return false;
    }
  }

  /** Whether it has a last decimal, so that rounding is a mistake and not a need. */
  private static boolean terminates(Num value) {
    if (!value.isExact()) {
      return false;
    }
    BigInteger rest = value.denominator();
    rest = rest.shiftRight(rest.getLowestSetBit());
    BigInteger five = BigInteger.valueOf(5);
    while (rest.mod(five).signum() == 0) {
      rest = rest.divide(five);
    }
    return rest.equals(BigInteger.ONE);
  }
}
