package dev.millrace.job.score.math;

import dev.millrace.job.score.math.Node.Kind;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * The grammar of whole answers: lists of relations between sets, ratios and sums.
 *
 * <pre>
 * list     = relation {("," | "and" | "or") relation}
 * relation = set {("=" | "<" | ... | "in") set}
 * set      = ratio {("cup" | "cap" | "setminus") ratio}
 * ratio    = sum {":" sum}
 * </pre>
 */
final class AnswerParser {
  private static final Set<String> RELATIONS =
      Set.of("=", "<", ">", "le", "ge", "ne", "in", "approx");
  private static final Set<String> SET_SIGNS = Set.of("cup", "cap", "setminus");

  private final Cursor cursor;
  private final Sums sums;

  private AnswerParser(Cursor cursor) {
    this.cursor = cursor;
    this.sums = new Sums(cursor, this);
  }

  /** The tree of an answer. */
  static Node parse(List<Token> tokens) throws UnreadableException {
    Cursor cursor = new Cursor(tokens);
    Node answer = new AnswerParser(cursor).list();
    if (!cursor.isAtEnd()) {
      throw new UnreadableException("unexpected " + cursor.peek().text());
    }
    return answer;
  }

  Node list() throws UnreadableException {
    cursor.enter();
    List<Node> items = new ArrayList<>(List.of(relation()));
    boolean or = false;
    while (cursor.isAt(",") || cursor.isAt(",or")) {
      while (cursor.isAt(",") || cursor.isAt(",or")) {
        or |= cursor.next().is(",or");
      }
      items.add(relation());
    }
    cursor.leave();
    return items.size() == 1 ? items.get(0) : new Node(Kind.LIST, or ? "or" : "", items);
  }

  private Node relation() throws UnreadableException {
    if (RELATIONS.contains(cursor.peek().text()) && !cursor.isAt("<") && !cursor.isAt(">")) {
      // "= 5" and "in [0, 1]" are what is left when the box begins late.
      if (!cursor.take("=") && !cursor.take("approx") && !cursor.take("in")) {
        throw new UnreadableException("a relation without its left side");
      }
    }
    List<Node> sides = new ArrayList<>(List.of(set()));
    List<String> signs = new ArrayList<>();
    while (isSign(RELATIONS)) {
      signs.add(cursor.next().text());
      sides.add(set());
    }
    return signs.isEmpty() ? sides.get(0) : new Node(Kind.RELATION, String.join(" ", signs), sides);
  }

  private Node set() throws UnreadableException {
    Node left = ratio();
    while (isSign(SET_SIGNS)) {
      left = Node.named(Kind.SET_OPERATION, cursor.next().text(), left, ratio());
    }
    return left;
  }

  private Node ratio() throws UnreadableException {
    List<Node> terms = new ArrayList<>(List.of(sums.sum()));
    while (cursor.take(":")) {
      terms.add(sums.sum());
    }
    return terms.size() == 1 ? terms.get(0) : new Node(Kind.RATIO, "", terms);
  }

  private boolean isSign(Set<String> signs) {
    return cursor.peek().type() == Token.Type.SIGN && signs.contains(cursor.peek().text());
  }
}
