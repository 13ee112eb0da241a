package dev.millrace.job.score.math;

import dev.millrace.job.score.math.Node.Kind;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What a relation says when it only gives a name to a value. */
final class Relations {
  private Relations() {}

  /**
   * A relation without its intermediate results: of a = b = c the first name, if it is one, and the
   * last side; of a computation without names, its last side; of a ≈ b, a.
   */
  static Node reduced(Node node) {
    if (!node.is(Kind.RELATION)) {
      return node;
    }
    String[] signs = node.text().split(" ", -1);
    int approximate = List.of(signs).indexOf("approx");
    if (approximate > 0 || (approximate == 0 && !isName(node.first()))) {
      // The side before the sign is exact.
      return reduced(relation(List.of(signs).subList(0, approximate), node.parts()));
    }
    if (!List.of(signs).stream().allMatch(sign -> sign.equals("=") || sign.equals("approx"))) {
      return node;
    }
    Node first = node.first();
    Node last = node.last();
    if (isName(first)) {
      return Node.named(Kind.RELATION, "=", first, last);
    }
    if (signs.length > 1 || !first.hasUnknowns()) {
      return isName(last) && signs.length == 1 ? Node.named(Kind.RELATION, "=", last, first) : last;
    }
    return isName(last) ? Node.named(Kind.RELATION, "=", last, first) : node;
  }

  private static Node relation(List<String> signs, List<Node> sides) {
    return signs.isEmpty()
        ? sides.get(0)
        : new Node(Kind.RELATION, String.join(" ", signs), sides.subList(0, signs.size() + 1));
  }

  /** (x, y) = (1, 2) as the list x = 1, y = 2; anything else as it is. */
  static Node separated(Node node) {
    boolean pairs =
        node.is(Kind.RELATION)
            && node.text().equals("=")
            && node.first().is(Kind.TUPLE)
            && node.last().is(Kind.TUPLE)
            && node.first().parts().size() == node.last().parts().size();
    if (!pairs) {
      return node;
    }
    List<Node> relations = new ArrayList<>();
    for (int i = 0; i < node.first().parts().size(); i++) {
      relations.add(
          Node.named(Kind.RELATION, "=", node.first().parts().get(i), node.last().parts().get(i)));
    }
    return new Node(Kind.LIST, "", relations);
  }

  /** The named value: 5 of x = 5, the set of x in [0, 1], (3, 2) of (p, q) = (3, 2). */
  static Optional<Node> value(Node reduced) {
    if (!reduced.is(Kind.RELATION) || reduced.parts().size() != 2) {
      return Optional.empty();
    }
    Node name = reduced.first();
    Node value = reduced.last();
    boolean says = reduced.text().equals("=") || reduced.text().equals("in");
    if (!says || !isName(name) || value.has(name::equals)) {
      return Optional.empty();
    }
    return Optional.of(value);
  }

  /** Whether it can stand for something: x, f(x), P(x), (p, q), AB, V_1 : V_2. */
  static boolean isName(Node node) {
    switch (node.kind()) {
      case SYMBOL -> {
        return true;
      }
      case APPLY, TUPLE, RATIO -> {
        return node.parts().stream().allMatch(Relations::isName);
      }
      case MULTIPLY -> {
        // Points of a figure, or an unknown function that was read as a product; not xy.
        return isFigure(node.first()) && isName(node.last());
      }
      default -> {
        return false;
      }
    }
  }

  private static boolean isFigure(Node node) {
    if (node.is(Kind.MULTIPLY)) {
      return isFigure(node.first()) && isFigure(node.last());
    }
    return node.is(Kind.SYMBOL)
        && (Character.isUpperCase(node.text().charAt(0))
            || node.text().equals("angle")
            || node.text().equals("triangle"));
  }
}
