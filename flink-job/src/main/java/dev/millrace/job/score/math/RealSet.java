package dev.millrace.job.score.math;

import dev.millrace.job.score.math.Node.Kind;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * A set of real numbers as its separate intervals from left to right; a point is a closed interval.
 * Intervals, unions, sets without some points and inequalities of one name are all read into it.
 */
final class RealSet {
  /**
   * An end of an interval.
   *
   * @param value empty at infinity
   * @param side where it cuts the line: before its value (-1) or after it (1)
   */
  private record Cut(Optional<Num> value, int side) {
    static final Comparator<Cut> ORDER =
        (one, other) -> {
          if (one.value.isEmpty() || other.value.isEmpty()) {
            return Integer.compare(
                one.value.isEmpty() ? 2 * one.side : 0, other.value.isEmpty() ? 2 * other.side : 0);
          }
          int sign =
              one.value.get().same(other.value.get())
                  ? 0
                  : one.value.get().minus(other.value.get()).sign();
          return sign != 0 ? sign : Integer.compare(one.side, other.side);
        };
  }

  private record Interval(Cut from, Cut to) {}

  private static final Cut LEFT = new Cut(Optional.empty(), -1);
  private static final Cut RIGHT = new Cut(Optional.empty(), 1);

  private final List<Interval> intervals;

  private RealSet(List<Interval> intervals) {
    this.intervals = intervals;
  }

  /** The set that an answer says; {@link UndefinedException} when it says none. */
  static RealSet of(Node node, Scalars scalars) {
    switch (node.kind()) {
      case REALS -> {
        return new RealSet(List.of(new Interval(LEFT, RIGHT)));
      }
      case TUPLE -> {
        return interval(node, scalars);
      }
      case SET -> {
        List<Interval> points = new ArrayList<>();
        node.parts().forEach(part -> points.add(point(number(part, scalars))));
        return merged(points);
      }
      case SET_OPERATION -> {
        return operation(node, scalars);
      }
      case RELATION -> {
        return inequality(node, scalars);
      }
      case LIST -> {
        return alternatives(node, scalars);
      }
      default -> {
        throw new UndefinedException("no set");
      }
    }
  }

  boolean same(RealSet other) {
    if (intervals.size() != other.intervals.size()) {
      return false;
    }
    for (int i = 0; i < intervals.size(); i++) {
      Interval one = intervals.get(i);
      Interval two = other.intervals.get(i);
      if (Cut.ORDER.compare(one.from, two.from) != 0 || Cut.ORDER.compare(one.to, two.to) != 0) {
        return false;
      }
    }
    return true;
  }

  private static Num number(Node node, Scalars scalars) {
    if (!node.isScalar() || node.hasUnknowns()) {
      throw new UndefinedException("no number");
    }
    return scalars
        .value(node, 0)
        .filter(Num::isReal)
        .orElseThrow(() -> new UndefinedException("no real number"));
  }

  private static Interval point(Num value) {
    return new Interval(new Cut(Optional.of(value), -1), new Cut(Optional.of(value), 1));
  }

  private static RealSet interval(Node node, Scalars scalars) {
    if (node.parts().size() != 2) {
      throw new UndefinedException("no interval");
    }
    Cut from = cut(node.first(), node.text().charAt(0) == '[' ? -1 : 1, true, scalars);
    Cut to = cut(node.last(), node.text().charAt(1) == ']' ? 1 : -1, false, scalars);
    if (Cut.ORDER.compare(from, to) >= 0) {
      throw new UndefinedException("an interval without numbers");
    }
    return new RealSet(List.of(new Interval(from, to)));
  }

  private static Cut cut(Node node, int side, boolean left, Scalars scalars) {
    Node size = node.is(Kind.NEGATE) ? node.first() : node;
    if (size.is(Kind.CONSTANT) && size.text().equals("infty")) {
      if (node.is(Kind.NEGATE) != left) {
        throw new UndefinedException("an infinity on the wrong side");
      }
      return left ? LEFT : RIGHT;
    }
    return new Cut(Optional.of(number(node, scalars)), side);
  }

  private static RealSet operation(Node node, Scalars scalars) {
    RealSet one = of(node.first(), scalars);
    RealSet other = of(node.last(), scalars);
    switch (node.text()) {
      case "cup" -> {
        List<Interval> all = new ArrayList<>(one.intervals);
        all.addAll(other.intervals);
        return merged(all);
      }
      case "cap" -> {
        return one.complement().union(other.complement()).complement();
      }
      default -> {
        return one.complement().union(other).complement();
      }
    }
  }

  private RealSet union(RealSet other) {
    List<Interval> all = new ArrayList<>(intervals);
    all.addAll(other.intervals);
    return merged(all);
  }

  private RealSet complement() {
    List<Interval> rest = new ArrayList<>();
    Cut from = LEFT;
    for (Interval interval : intervals) {
      if (Cut.ORDER.compare(from, interval.from) < 0) {
        rest.add(new Interval(from, interval.from));
      }
      from = interval.to;
    }
    if (Cut.ORDER.compare(from, RIGHT) < 0) {
      rest.add(new Interval(from, RIGHT));
    }
    return new RealSet(rest);
  }

  /** Sorted, and joined where they touch: a cut is both an end and a beginning. */
  private static RealSet merged(List<Interval> intervals) {
    List<Interval> sorted = new ArrayList<>(intervals);
    sorted.sort(Comparator.comparing(Interval::from, Cut.ORDER));
    List<Interval> joined = new ArrayList<>();
    for (Interval next : sorted) {
      Interval last = joined.isEmpty() ? null : joined.get(joined.size() - 1);
      if (last == null || Cut.ORDER.compare(last.to, next.from) < 0) {
        joined.add(next);
      } else if (Cut.ORDER.compare(last.to, next.to) < 0) {
        joined.set(joined.size() - 1, new Interval(last.from, next.to));
      }
    }
    return new RealSet(joined);
  }

  /** The name that inequalities are about, or what "in" puts into a set; empty for a bare set. */
  static Optional<Node> subject(Node node) {
    if (node.is(Kind.RELATION)) {
      return node.parts().stream().filter(Node::hasUnknowns).findFirst();
    }
    return node.is(Kind.LIST) ? subject(node.first()) : Optional.empty();
  }

  private static RealSet inequality(Node node, Scalars scalars) {
    String[] signs = node.text().split(" ", -1);
    List<Node> sides = node.parts();
    int subject = sides.indexOf(subject(node).orElse(node));
    if (subject < 0 || !Relations.isName(sides.get(subject)) || sides.get(subject).is(Kind.TUPLE)) {
      throw new UndefinedException("not about one name");
    }
    if (signs.length == 1 && signs[0].equals("in")) {
      return of(node.last(), scalars);
    }
    RealSet all = new RealSet(List.of(new Interval(LEFT, RIGHT)));
    for (int i = 0; i < signs.length; i++) {
      boolean right = i == subject;
      if (!right && i + 1 != subject) {
        throw new UndefinedException("a chain of more than three");
      }
      RealSet half = half(right ? sides.get(i + 1) : sides.get(i), signs[i], right, scalars);
      all = all.complement().union(half.complement()).complement();
    }
    return all;
  }

  /** The numbers x with x sign bound, or with bound sign x. */
  private static RealSet half(Node bound, String sign, boolean nameFirst, Scalars scalars) {
    if (sign.equals("ne") || sign.equals("=")) {
      RealSet point = new RealSet(List.of(point(number(bound, scalars))));
      return sign.equals("=") ? point : point.complement();
    }
    boolean less = sign.equals("<") || sign.equals("le");
    boolean open = sign.equals("<") || sign.equals(">");
    if (!less && !sign.equals(">") && !sign.equals("ge")) {
      throw new UndefinedException("no order");
    }
    boolean below = less == nameFirst;
    return new RealSet(
        List.of(
            below
                ? new Interval(LEFT, cut(bound, open ? -1 : 1, false, scalars))
                : new Interval(cut(bound, open ? 1 : -1, true, scalars), RIGHT)));
  }

  private static RealSet alternatives(Node node, Scalars scalars) {
    Optional<Node> name = subject(node);
    if (!node.text().equals("or") || name.isEmpty()) {
      throw new UndefinedException("not said whether one or all");
    }
    RealSet union = new RealSet(List.of());
    for (Node part : node.parts()) {
      if (!part.is(Kind.RELATION) || !subject(part).equals(name)) {
        throw new UndefinedException("about several names");
      }
      union = union.union(of(part, scalars));
    }
    return union;
  }
}
