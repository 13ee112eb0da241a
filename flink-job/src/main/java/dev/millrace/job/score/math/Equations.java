package dev.millrace.job.score.math;

import dev.millrace.job.score.math.Node.Kind;
import java.util.Optional;

/**
 * Equality of relations of two sides. With F = left - right, two equations are one when F is the
 * same multiple of F' everywhere; two inequalities when it is a positive one.
 */
final class Equations {
  private final Scalars scalars;

  Equations(Scalars scalars) {
    this.scalars = scalars;
  }

  boolean equal(Node one, Node other) {
    if (one.parts().size() != 2 || other.parts().size() != 2) {
      return false;
    }
    Optional<Node> left = difference(one);
    Optional<Node> right = difference(other);
    if (left.isEmpty() || right.isEmpty() || !sign(one).equals(sign(other))) {
      return false;
    }
    boolean ordered = !sign(one).equals("=") && !sign(one).equals("ne");
    return isMultiple(left.get(), right.get(), ordered);
  }

  /** The sign with the smaller side on the left. */
  private static String sign(Node relation) {
    return relation.text().equals(">")
        ? "<"
        : relation.text().equals("ge") ? "le" : relation.text();
  }

  private static Optional<Node> difference(Node relation) {
    Node first = relation.first();
    Node last = relation.last();
    if (!first.isScalar() || !last.isScalar()) {
      return Optional.empty();
    }
    boolean turned = !sign(relation).equals(relation.text());
    Node above = turned ? last : first;
    Node below = turned ? first : last;
    return Optional.of(Node.of(Kind.ADD, above, Node.of(Kind.NEGATE, below)));
  }

  /** f(p) g(0) = f(0) g(p) at all points p, neither of f(0) and g(0) being zero. */
  private boolean isMultiple(Node f, Node g, boolean positive) {
    if (!f.hasUnknowns() || !g.hasUnknowns()) {
      return false;
    }
    Optional<Num> f0 = scalars.value(f, 0);
    Optional<Num> g0 = scalars.value(g, 0);
    if (f0.isEmpty() || g0.isEmpty()) {
      return false;
    }
    try {
      if (f0.get().isZero()
          || g0.get().isZero()
          || (positive && f0.get().sign() != g0.get().sign())) {
        return false;
      }
      for (int point = 1; point < Scalars.POINTS; point++) {
        Optional<Num> f1 = scalars.value(f, point);
        Optional<Num> g1 = scalars.value(g, point);
        if (f1.isEmpty()
            || g1.isEmpty()
            || !f1.get().times(g0.get()).same(f0.get().times(g1.get()))) {
          return false;
        }
      }
      return true;
    } catch (UndefinedException e) {
      return false;
    }
  }
}
