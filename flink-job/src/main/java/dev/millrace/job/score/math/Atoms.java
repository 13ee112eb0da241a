package dev.millrace.job.score.math;

import dev.millrace.job.score.math.Node.Kind;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** The grammar of what arithmetic is made of: numbers, names, functions, brackets, matrices. */
final class Atoms {
  private static final Set<String> CONSTANTS = Set.of("pi", "e", "i", "infty");
  private static final Set<String> UNKNOWN_FUNCTIONS = Set.of("f", "g", "h", "F", "G");

  private final Cursor cursor;
  private final AnswerParser answers;
  private final Sums sums;
  private int bars;

  Atoms(Cursor cursor, AnswerParser answers, Sums sums) {
    this.cursor = cursor;
    this.answers = answers;
    this.sums = sums;
  }

  Node atom() throws UnreadableException {
    cursor.enter();
    Token token = cursor.next();
    Node atom =
        switch (token.type()) {
          case NUMBER -> number(token.text());
          case NAME -> name(token.text());
          case FUNCTION -> function(token.text());
          case WORD -> throw new UnreadableException("the word " + token.text());
          case SIGN -> sign(token.text());
        };
    cursor.leave();
    return atom;
  }

  private Node number(String literal) throws UnreadableException {
    Node number = Node.number(literal);
    if (cursor.take("_")) {
      return Node.named(Kind.BASED, literal, argument());
    }
    if (!number.isWholeLiteral()) {
      return number;
    }
    // A whole number before a fraction of whole numbers is a mixed number, not a product.
    if (cursor.isAt("frac")) {
      cursor.next();
      Node fraction = fraction();
      boolean mixed = fraction.parts().stream().allMatch(Node::isWholeLiteral);
      return Node.of(mixed ? Kind.ADD : Kind.MULTIPLY, number, fraction);
    }
    if (cursor.peek().type() == Token.Type.NUMBER
        && cursor.peek(1).is("/")
        && cursor.peek(2).type() == Token.Type.NUMBER) {
      Node numerator = Node.number(cursor.next().text());
      cursor.next();
      Node denominator = Node.number(cursor.next().text());
      return Node.of(Kind.ADD, number, Node.of(Kind.DIVIDE, numerator, denominator));
    }
    return number;
  }

  private Node name(String first) throws UnreadableException {
    if (Words.UNREAD.contains(first)) {
      throw new UnreadableException("the command " + first);
    }
    if (first.equals("mathbb:R")) {
      return Node.of(Kind.REALS);
    }
    StringBuilder name = new StringBuilder(first);
    if (cursor.take("_")) {
      name.append('_').append(subscript());
    }
    while (cursor.take("'")) {
      name.append('\'');
    }
    if (CONSTANTS.contains(name.toString())) {
      return Node.named(Kind.CONSTANT, name.toString());
    }
    if (UNKNOWN_FUNCTIONS.contains(first) && cursor.isAt("(")) {
      cursor.next();
      Node argument = answers.list();
      cursor.expect(")");
      return new Node(
          Kind.APPLY,
          name.toString(),
          argument.is(Kind.LIST) ? argument.parts() : List.of(argument));
    }
    return Node.named(Kind.SYMBOL, name.toString());
  }

  private String subscript() throws UnreadableException {
    StringBuilder text = new StringBuilder();
    if (!cursor.take("{")) {
      return cursor.next().text();
    }
    int depth = 1;
    while (depth > 0) {
      Token token = cursor.next();
      depth += token.is("{") ? 1 : token.is("}") ? -1 : 0;
      if (depth > 0) {
        text.append(token.text());
      }
    }
    return text.toString();
  }

  private Node function(String name) throws UnreadableException {
    Node base = cursor.take("_") ? argument() : null;
    Node power = null;
    if (cursor.take("^")) {
      power = cursor.isAt("{") ? argument() : cursor.digit();
      if (power.is(Kind.NEGATE)) {
        throw new UnreadableException("an inverse or a reciprocal");
      }
    }
    Node argument = functionArgument();
    Node value =
        base == null
            ? Node.named(Kind.FUNCTION, name, argument)
            : Node.named(Kind.FUNCTION, name, argument, base);
    return power == null ? value : Node.of(Kind.POWER, value, power);
  }

  /** A bracket, or the product that goes up to the next sign: sin 2x is sin(2x). */
  private Node functionArgument() throws UnreadableException {
    if (cursor.isAt("(") || cursor.isAt("[")) {
      return Sums.operand(atom());
    }
    Node argument = sums.factor();
    while (cursor.peek().type() == Token.Type.NAME || cursor.isAt("frac") || cursor.isAt("sqrt")) {
      argument = Node.of(Kind.MULTIPLY, Sums.operand(argument), Sums.operand(sums.power()));
    }
    return Sums.operand(argument);
  }

  private Node sign(String sign) throws UnreadableException {
    switch (sign) {
      case "(", "[", "\\{" -> {
        return brackets(sign);
      }
      case "{" -> {
        Node inner = answers.list();
        cursor.expect("}");
        return inner;
      }
      case "frac" -> {
        return fraction();
      }
      case "sqrt" -> {
        Node index = cursor.take("[") ? indexOfRoot() : Node.number("2");
        return Node.of(Kind.ROOT, argument(), index);
      }
      case "binom" -> {
        return Node.named(Kind.FUNCTION, "binom", argument(), argument());
      }
      case "|" -> {
        return absolute();
      }
      case "$" -> {
        return Node.named(Kind.UNIT, "dollar", Sums.operand(sums.power()));
      }
      case "emptyset" -> {
        return Node.of(Kind.SET);
      }
      case "begin" -> {
        return matrix();
      }
      default -> {
        throw new UnreadableException("unexpected " + sign);
      }
    }
  }

  private Node absolute() throws UnreadableException {
    if (bars > 0) {
      throw new UnreadableException("bars in bars");
    }
    bars++;
    Node inner = Sums.operand(sums.sum());
    cursor.expect("|");
    bars--;
    return Node.named(Kind.FUNCTION, "abs", inner);
  }

  private Node indexOfRoot() throws UnreadableException {
    Node index = Sums.operand(sums.sum());
    cursor.expect("]");
    return index;
  }

  private Node fraction() throws UnreadableException {
    Node numerator = fractionPart();
    return Node.of(Kind.DIVIDE, numerator, fractionPart());
  }

  private Node fractionPart() throws UnreadableException {
    return cursor.peek().type() == Token.Type.NUMBER ? cursor.digit() : argument();
  }

  /** What a command takes: a group in braces, or the next atom. */
  private Node argument() throws UnreadableException {
    return Sums.operand(atom());
  }

  private Node brackets(String open) throws UnreadableException {
    if (open.equals("\\{") && cursor.take("\\}")) {
      return Node.of(Kind.SET);
    }
    Node inner = answers.list();
    Token close = cursor.next();
    boolean list = inner.is(Kind.LIST) && inner.text().isEmpty();
    if (open.equals("\\{")) {
      if (!close.is("\\}")) {
        throw new UnreadableException("a set that does not end");
      }
      return new Node(Kind.SET, "", list ? inner.parts() : List.of(inner));
    }
    if (!close.is(")") && !close.is("]")) {
      throw new UnreadableException("a bracket that does not close");
    }
    if (list) {
      return new Node(Kind.TUPLE, open + close.text(), inner.parts());
    }
    if (!close.is(open.equals("(") ? ")" : "]") || inner.is(Kind.LIST)) {
      throw new UnreadableException("brackets " + open + close.text());
    }
    return inner;
  }

  private Node matrix() throws UnreadableException {
    List<Node> entries = new ArrayList<>();
    int columns = 0;
    int inRow = 0;
    while (!cursor.isAt("end")) {
      entries.add(sums.sum());
      inRow++;
      if (cursor.isAt("\\\\") || cursor.isAt("end")) {
        cursor.take("\\\\");
        if (columns != 0 && columns != inRow) {
          throw new UnreadableException("a matrix with uneven rows");
        }
        columns = inRow;
        inRow = 0;
      } else {
        cursor.expect("&");
      }
    }
    cursor.expect("end");
    return new Node(Kind.MATRIX, String.valueOf(columns), entries);
  }
}
