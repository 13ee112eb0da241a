package dev.millrace.job.score.math;

import java.util.ArrayList;
import java.util.List;

/** A place in a list of tokens, and the bounds of the tree that is made of them. */
final class Cursor {
  static final int MAX_DEPTH = 100;
  static final int MAX_TOKENS = 600;

  private static final Token END = new Token(Token.Type.SIGN, "");

  private final List<Token> tokens;
  private int at;
  private int depth;

  Cursor(List<Token> tokens) throws UnreadableException {
    if (tokens.size() > MAX_TOKENS) {
      throw new UnreadableException("more than " + MAX_TOKENS + " tokens");
    }
    this.tokens = new ArrayList<>(tokens);
  }

  Token peek() {
    return peek(0);
  }

  Token peek(int ahead) {
    return at + ahead < tokens.size() ? tokens.get(at + ahead) : END;
  }

  boolean isAt(String sign) {
    return peek().is(sign);
  }

  boolean isAtEnd() {
    return at >= tokens.size();
  }

  Token next() throws UnreadableException {
    if (isAtEnd()) {
      throw new UnreadableException("the text ends too early");
    }
    return tokens.get(at++);
  }

  boolean take(String sign) {
    if (isAt(sign)) {
      at++;
      return true;
    }
    return false;
  }

  void expect(String sign) throws UnreadableException {
    if (!take(sign)) {
      throw new UnreadableException("expected " + sign + " but found " + peek().text());
    }
  }

  /** Takes the first digit of a number, as commands without braces do. */
  Node digit() throws UnreadableException {
    Token token = next();
    if (token.type() != Token.Type.NUMBER) {
      throw new UnreadableException("expected a digit but found " + token.text());
    }
    String literal = token.text();
    if (literal.length() > 1) {
      at--;
      tokens.set(at, new Token(Token.Type.NUMBER, literal.substring(1)));
      if (literal.charAt(1) == '.') {
        throw new UnreadableException("a decimal number without braces");
      }
    }
    return Node.number(literal.substring(0, 1));
  }

  void enter() throws UnreadableException {
    if (++depth > MAX_DEPTH) {
      throw new UnreadableException("deeper than " + MAX_DEPTH);
    }
  }

  void leave() {
    depth--;
  }
}
