package dev.millrace.job.score.math;

import dev.millrace.job.score.math.Node.Kind;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * Whether two answers say the same. Every rule needs a reason to accept; what no rule is sure of is
 * different. The rules are those of docs/verifiers.md.
 */
final class Equivalence {
  private static final int MAX_ITEMS = 100;

  /** Pairs of parts that one comparison may look at: nested sets would be exponential. */
  private static final int MAX_PAIRS = 4_000;

  private final Scalars scalars = new Scalars(new Evaluation());
  private final Equations equations = new Equations(scalars);

  private int pairs;

  private Equivalence() {}

  /**
   * Compares two trees.
   *
   * @param reference the answer that is known to be right
   * @param answer the answer that is judged
   */
  static boolean of(Node reference, Node answer) {
    try {
      return new Equivalence().equal(reference, answer);
    } catch (UndefinedException e) {
      return false;
    }
  }

  private boolean equal(Node reference, Node answer) {
    Node one = Relations.reduced(reference);
    Node other = Relations.reduced(answer);
    if (one.equals(other)) {
      return true;
    }
    if (one.is(Kind.LIST) != other.is(Kind.LIST)) {
      Node first = Relations.separated(one);
      Node second = Relations.separated(other);
      if (!first.equals(one) || !second.equals(other)) {
        return first.is(Kind.LIST) && second.is(Kind.LIST) && equal(first, second);
      }
    }
    List<Node> expected = alternatives(one);
    List<Node> given = alternatives(other);
    if (expected.size() > 1 || given.size() > 1) {
      boolean ordered = isOrdered(one) || isOrdered(other);
      return (!isOtherwiseJoined(one, other) && sameItems(expected, given, ordered))
          || sameSets(one, other)
          || sameRow(one, other);
    }
    return single(expected.get(0), given.get(0));
  }

  /** The parts of a list or of a set in braces, each with both signs of its ±. */
  private static List<Node> alternatives(Node node) {
    List<Node> items = new ArrayList<>();
    Node value = node;
    if (node.is(Kind.RELATION) && Relations.value(node).filter(Equivalence::isMany).isPresent()) {
      value = node.last();
    }
    List<Node> parts = isMany(value) && !value.parts().isEmpty() ? value.parts() : List.of(value);
    for (Node part : parts) {
      if (part.has(inner -> inner.is(Kind.PLUS_MINUS))) {
        items.add(withSign(part, true));
        items.add(withSign(part, false));
      } else {
        items.add(Relations.reduced(part));
      }
    }
    return items;
  }

  private static boolean isMany(Node node) {
    return node.is(Kind.LIST) || node.is(Kind.SET);
  }

  private static Node withSign(Node node, boolean upper) {
    List<Node> parts = node.parts().stream().map(part -> withSign(part, upper)).toList();
    if (!node.is(Kind.PLUS_MINUS)) {
      return new Node(node.kind(), node.text(), parts);
    }
    Node last = parts.get(parts.size() - 1);
    Node signed = node.text().equals("pm") == upper ? last : Node.of(Kind.NEGATE, last);
    return parts.size() == 1 ? signed : Node.of(Kind.ADD, parts.get(0), signed);
  }

  /** Values of different names are matched by their places when the names are left out. */
  private static boolean isOrdered(Node node) {
    if (!node.is(Kind.LIST)) {
      return false;
    }
    // x_1 and x_2 are two values of one name.
    Set<String> names = new TreeSet<>();
    node.parts().stream()
        .filter(part -> part.is(Kind.RELATION))
        .forEach(part -> names.add(part.first().toString().replaceAll("_[^,\\]]*", "")));
    return names.size() > 1;
  }

  /** "or" between inequalities is not a comma. */
  private static boolean isOtherwiseJoined(Node one, Node other) {
    return one.is(Kind.LIST)
        && other.is(Kind.LIST)
        && !one.text().equals(other.text())
        && one.parts().stream()
            .anyMatch(part -> part.is(Kind.RELATION) && !part.text().equals("="));
  }

  /** Without order; a repeated part of the answer counts once unless the reference repeats too. */
  private boolean sameItems(List<Node> expected, List<Node> given, boolean ordered) {
    if (expected.size() > MAX_ITEMS || given.size() > MAX_ITEMS) {
      return false;
    }
    boolean named =
        Stream.concat(expected.stream(), given.stream()).allMatch(item -> item.is(Kind.RELATION));
    if (ordered && !named) {
      return inOrder(expected, given);
    }
    boolean repeats = distinct(expected).size() < expected.size();
    List<Node> left = new ArrayList<>(repeats ? given : distinct(given));
    if (left.size() != expected.size()) {
      return false;
    }
    for (Node item : expected) {
      Optional<Node> match = left.stream().filter(other -> single(item, other)).findFirst();
      if (match.isEmpty()) {
        return false;
      }
      left.remove(match.get());
    }
    return true;
  }

  private List<Node> distinct(List<Node> items) {
    List<Node> distinct = new ArrayList<>();
    for (Node item : items) {
      if (distinct.stream().noneMatch(other -> single(other, item))) {
        distinct.add(item);
      }
    }
    return distinct;
  }

  private boolean inOrder(List<Node> expected, List<Node> given) {
    if (expected.size() != given.size() || expected.size() > MAX_ITEMS) {
      return false;
    }
    for (int i = 0; i < expected.size(); i++) {
      if (!equal(expected.get(i), given.get(i))) {
        return false;
      }
    }
    return true;
  }

  /** A tuple of three or more without its brackets; of two, it could be an interval. */
  private boolean sameRow(Node one, Node other) {
    boolean row =
        (one.is(Kind.TUPLE) && other.is(Kind.LIST)) || (one.is(Kind.LIST) && other.is(Kind.TUPLE));
    return row && one.parts().size() > 2 && inOrder(one.parts(), other.parts());
  }

  private boolean single(Node one, Node other) {
    if (++pairs > MAX_PAIRS) {
      throw new UndefinedException("too many parts to be compared");
    }
    if (one.is(Kind.RELATION) && other.is(Kind.RELATION)) {
      return sameRelation(one, other);
    }
    if (one.is(Kind.RELATION) || other.is(Kind.RELATION)) {
      Optional<Node> value = Relations.value(one.is(Kind.RELATION) ? one : other);
      Node plain = one.is(Kind.RELATION) ? other : one;
      if (value.isPresent() && !isMany(value.get())) {
        return single(value.get(), plain);
      }
      return value.map(node -> equal(node, plain)).orElse(false) || sameSets(one, other);
    }
    if (one.isScalar() && other.isScalar()) {
      return scalars.equal(one, other);
    }
    if (one.is(Kind.RATIO) || other.is(Kind.RATIO)) {
      return sameRatio(one, other);
    }
    if (one.is(Kind.TUPLE) && other.is(Kind.TUPLE)) {
      return one.text().equals(other.text()) && inOrder(one.parts(), other.parts());
    }
    if (one.is(Kind.MATRIX) && other.is(Kind.MATRIX)) {
      return one.text().equals(other.text()) && inOrder(one.parts(), other.parts());
    }
    if (one.is(Kind.SET) && other.is(Kind.SET)) {
      return sameItems(alternatives(one), alternatives(other), false);
    }
    return sameSets(one, other);
  }

  private boolean sameRelation(Node one, Node other) {
    if (one.equals(other)) {
      return true;
    }
    Optional<Node> value = Relations.value(one);
    Optional<Node> otherValue = Relations.value(other);
    if (value.isPresent() && otherValue.isPresent() && one.first().equals(other.first())) {
      return equal(value.get(), otherValue.get());
    }
    return equations.equal(one, other) || sameChain(one, other) || sameSets(one, other);
  }

  /** Chains with the same signs, or turned around, whose sides are equal. */
  private boolean sameChain(Node one, Node other) {
    return one.text().equals(other.text()) && inOrder(one.parts(), other.parts());
  }

  private boolean sameRatio(Node one, Node other) {
    if (one.is(Kind.RATIO) && other.is(Kind.RATIO)) {
      if (one.parts().size() != other.parts().size()) {
        return false;
      }
      for (int i = 1; i < one.parts().size(); i++) {
        if (!scalars.equal(quotient(one, i), quotient(other, i))) {
          return false;
        }
      }
      return one.parts().stream().allMatch(Node::isScalar);
    }
    Node ratio = one.is(Kind.RATIO) ? one : other;
    Node plain = one.is(Kind.RATIO) ? other : one;
    return plain.is(Kind.DIVIDE)
        && ratio.parts().size() == 2
        && scalars.equal(Node.of(Kind.DIVIDE, ratio.first(), ratio.last()), plain);
  }

  private static Node quotient(Node ratio, int part) {
    return Node.of(Kind.DIVIDE, ratio.first(), ratio.parts().get(part));
  }

  private boolean sameSets(Node one, Node other) {
    Optional<Node> name = RealSet.subject(one);
    Optional<Node> otherName = RealSet.subject(other);
    if (name.isPresent() && otherName.isPresent() && !name.equals(otherName)) {
      return false;
    }
    // Two pairs in round brackets may be points: only their parts are compared.
    if (one.is(Kind.TUPLE) && other.is(Kind.TUPLE)) {
      return false;
    }
    try {
      return RealSet.of(one, scalars).same(RealSet.of(other, scalars));
    } catch (UndefinedException e) {
      return false;
    }
  }
}
