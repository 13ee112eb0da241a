package dev.millrace.server.chat.jinja;

import java.util.List;

/** The words of a template, read one after the other. */
final class Words {
  private static final int DEEPEST = 100;

  private final List<Token> tokens;
  private int at;
  private int depth;

  Words(List<Token> tokens) {
    this.tokens = tokens;
  }

  Token peek() {
    return tokens.get(at);
  }

  Token peekSecond() {
    return tokens.get(Math.min(at + 1, tokens.size() - 1));
  }

  Token next() {
    return tokens.get(at == tokens.size() - 1 ? at : at++);
  }

  /** Takes a word when it is next. */
  boolean take(String word) {
    boolean there = peek().is(word);
    if (there) {
      next();
    }
    return there;
  }

  boolean take(Token.Kind kind) {
    boolean there = peek().kind() == kind;
    if (there) {
      next();
    }
    return there;
  }

  void require(String word) {
    if (!take(word)) {
      throw wrong("'" + word + "' expected");
    }
  }

  void require(Token.Kind kind) {
    if (!take(kind)) {
      throw wrong("the end of the tag expected");
    }
  }

  String name() {
    if (peek().kind() != Token.Kind.NAME) {
      throw wrong("a name expected");
    }
    return next().text();
  }

  /** Begins something that may stand inside itself. */
  void descend() {
    if (++depth > DEEPEST) {
      throw wrong("nested more than " + DEEPEST + " deep");
    }
  }

  void ascend() {
    depth--;
  }

  TemplateException wrong(String what) {
    return new TemplateException(
        "line " + peek().line() + ": " + what + ", found '" + peek().text() + "'");
  }
}
