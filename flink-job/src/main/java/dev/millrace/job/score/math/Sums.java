package dev.millrace.job.score.math;

import dev.millrace.job.score.math.Node.Kind;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * The grammar of arithmetic.
 *
 * <pre>
 * sum     = term {("+" | "-" | "pm" | "mp") term}
 * term    = factor {("*" | "/" | nothing) factor} [unit]
 * factor  = {"-" | "+" | "pm"} power
 * power   = postfix ["^" exponent]
 * postfix = atom {"!" | "%" | degree}
 * </pre>
 */
final class Sums {
  private static final Set<String> FACTORS = Set.of("(", "[", "{", "frac", "sqrt", "binom");

  private final Cursor cursor;
  private final Atoms atoms;

  Sums(Cursor cursor, AnswerParser answers) {
    this.cursor = cursor;
    this.atoms = new Atoms(cursor, answers, this);
  }

  Node sum() throws UnreadableException {
    cursor.enter();
    Node left = term();
    while (true) {
      if (cursor.take("+")) {
        left = Node.of(Kind.ADD, operand(left), operand(term()));
      } else if (cursor.take("-")) {
        left = Node.of(Kind.ADD, operand(left), Node.of(Kind.NEGATE, operand(term())));
      } else if (cursor.isAt("pm") || cursor.isAt("mp")) {
        left = Node.named(Kind.PLUS_MINUS, cursor.next().text(), operand(left), operand(term()));
      } else {
        cursor.leave();
        return left;
      }
    }
  }

  private Node term() throws UnreadableException {
    Node left = factor();
    while (true) {
      if (cursor.take("*")) {
        left = Node.of(Kind.MULTIPLY, operand(left), operand(factor()));
      } else if (cursor.isAt("/") && cursor.peek(1).type() != Token.Type.WORD) {
        cursor.next();
        left = Node.of(Kind.DIVIDE, operand(left), operand(factor()));
      } else if (cursor.peek().type() == Token.Type.WORD) {
        left = withWords(operand(left));
      } else if (beginsFactor()) {
        left = Node.of(Kind.MULTIPLY, operand(left), operand(power()));
      } else {
        return left;
      }
    }
  }

  private boolean beginsFactor() {
    Token token = cursor.peek();
    return token.type() == Token.Type.NAME
        || token.type() == Token.Type.FUNCTION
        || (token.type() == Token.Type.SIGN && FACTORS.contains(token.text()));
  }

  /** A multiplier such as million, or a unit of one or more words. */
  private Node withWords(Node quantity) throws UnreadableException {
    Integer power = Words.MULTIPLIERS.get(cursor.peek().text());
    if (power != null) {
      cursor.next();
      return Node.of(
          Kind.MULTIPLY,
          quantity,
          Node.number(BigDecimal.ONE.scaleByPowerOfTen(power).toPlainString()));
    }
    List<String> unit = new ArrayList<>();
    while (cursor.peek().type() == Token.Type.WORD
        || (cursor.isAt("/") && cursor.peek(1).type() == Token.Type.WORD)) {
      if (cursor.take("/")) {
        unit.add("per");
      }
      String word = cursor.next().text();
      if (!Units.isUnit(word) || Words.MULTIPLIERS.containsKey(word)) {
        throw new UnreadableException("the word " + word);
      }
      unit.add(Units.unit(word));
    }
    if (cursor.take("^")) {
      unit.add("^" + literalExponent());
    }
    // "square inch" is "inch^2".
    if (unit.size() > 1 && (unit.get(0).equals("square") || unit.get(0).equals("cubic"))) {
      unit.add(unit.remove(0).equals("square") ? "^2" : "^3");
    }
    return Node.named(Kind.UNIT, String.join(" ", unit), quantity);
  }

  private String literalExponent() throws UnreadableException {
    boolean braces = cursor.take("{");
    Token exponent = cursor.next();
    if (exponent.type() != Token.Type.NUMBER) {
      throw new UnreadableException("the exponent of a unit");
    }
    if (braces) {
      cursor.expect("}");
    }
    return exponent.text();
  }

  Node factor() throws UnreadableException {
    cursor.enter();
    Node factor;
    if (cursor.take("-")) {
      factor = Node.of(Kind.NEGATE, operand(factor()));
    } else if (cursor.take("+")) {
      factor = operand(factor());
    } else if (cursor.isAt("pm") || cursor.isAt("mp")) {
      factor = Node.named(Kind.PLUS_MINUS, cursor.next().text(), operand(factor()));
    } else {
      factor = power();
    }
    cursor.leave();
    return factor;
  }

  Node power() throws UnreadableException {
    Node base = atoms.atom();
    while (true) {
      if (cursor.take("!")) {
        base = Node.named(Kind.FUNCTION, "!", operand(base));
      } else if (cursor.take("%")) {
        base = Node.of(Kind.PERCENT, operand(base));
      } else if (cursor.take("circ")) {
        base = degrees(operand(base));
      } else if (cursor.isAt("^")) {
        cursor.next();
        if (takeDegreeSign()) {
          base = degrees(operand(base));
        } else if (cursor.isAt("'")) {
          throw new UnreadableException("a raised prime");
        } else {
          return Node.of(Kind.POWER, operand(base), exponent());
        }
      } else {
        return base;
      }
    }
  }

  private static Node degrees(Node number) {
    return Node.named(Kind.UNIT, "degree", number);
  }

  private boolean takeDegreeSign() {
    if (cursor.isAt("{") && cursor.peek(1).is("circ") && cursor.peek(2).is("}")) {
      return cursor.take("{") && cursor.take("circ") && cursor.take("}");
    }
    return cursor.take("circ");
  }

  /** What follows a circumflex: a group, a signed atom, or a power of its own. */
  private Node exponent() throws UnreadableException {
    cursor.enter();
    Node exponent = cursor.isAt("-") || cursor.isAt("+") ? factor() : power();
    cursor.leave();
    return operand(exponent);
  }

  /**
   * A part of arithmetic: one number. What looks like a pair, such as (58,500), is a number with a
   * thousands separator here.
   */
  static Node operand(Node node) throws UnreadableException {
    if (node.is(Kind.TUPLE) && node.text().equals("()") && isGrouped(node.parts())) {
      StringBuilder literal = new StringBuilder();
      node.parts().forEach(part -> literal.append(part.text()));
      return Node.number(literal.toString());
    }
    if (!node.isScalar() && !node.is(Kind.MATRIX)) {
      throw new UnreadableException("arithmetic on something that is no number");
    }
    return node;
  }

  private static boolean isGrouped(List<Node> parts) {
    String head = parts.get(0).text();
    return parts.stream().allMatch(Node::isWholeLiteral)
        && head.length() <= 3
        && !head.startsWith("0")
        && parts.stream().skip(1).allMatch(part -> part.text().length() == 3);
  }
}
