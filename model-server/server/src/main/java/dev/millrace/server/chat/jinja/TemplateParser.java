package dev.millrace.server.chat.jinja;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** Reads the blocks of a template. */
final class TemplateParser {
  private final Words words;
  private final ExpressionParser expressions;

  private TemplateParser(Words words) {
    this.words = words;
    this.expressions = new ExpressionParser(words);
  }

  static Statement parse(String template) {
    TemplateParser parser = new TemplateParser(new Words(Lexer.tokens(template)));
    Statement whole = parser.until(Set.of());
    return whole;
  }

  /** Statements up to a block tag with one of these names, which is next. */
  private Statement until(Set<String> ends) {
    words.descend();
    List<Statement> all = new ArrayList<>();
    while (true) {
      Token token = words.peek();
      if (token.kind() == Token.Kind.END) {
        if (!ends.isEmpty()) {
          throw words.wrong("one of " + ends + " is missing");
        }
        break;
      }
      if (token.kind() == Token.Kind.BLOCK && ends.contains(words.peekSecond().text())) {
        words.next();
        break;
      }
      all.add(statement());
    }
    words.ascend();
    return Statement.all(all);
  }

  private Statement statement() {
    Token token = words.next();
    switch (token.kind()) {
      case TEXT -> {
        Text text = Text.own(token.text());
        return (scope, out) -> {
          out.add(text);
          return Statement.Next.GO_ON;
        };
      }
      case VALUE -> {
        Expression value = expressions.tuple();
        words.require(Token.Kind.VALUE_END);
        return (scope, out) -> {
          out.add(Values.text(value.value(scope)));
          return Statement.Next.GO_ON;
        };
      }
      case BLOCK -> {
        return block(words.name());
      }
      default -> throw words.wrong("a tag expected");
    }
  }

  private Statement block(String name) {
    return switch (name) {
      case "if" -> condition();
      case "for" -> new LoopParser(words, expressions, this::until).loop();
      case "set" -> assignment();
      case "macro" -> new MacroParser(words, expressions, this::until).macro();
      case "generation" -> body("endgeneration");
      case "break" -> jump(Statement.Next.BREAK);
      case "continue" -> jump(Statement.Next.CONTINUE);
      default -> throw words.wrong("the tag '" + name + "' is not supported");
    };
  }

  private Statement jump(Statement.Next next) {
    words.require(Token.Kind.BLOCK_END);
    return (scope, out) -> next;
  }

  private Statement body(String end) {
    words.require(Token.Kind.BLOCK_END);
    Statement inside = until(Set.of(end));
    words.require(end);
    words.require(Token.Kind.BLOCK_END);
    return inside;
  }

  private Statement condition() {
    Expression when = expressions.tuple();
    words.require(Token.Kind.BLOCK_END);
    Statement then = until(Set.of("elif", "else", "endif"));
    Statement otherwise = Statement.all(List.of());
    if (words.take("elif")) {
      otherwise = condition();
    } else {
      if (words.take("else")) {
        words.require(Token.Kind.BLOCK_END);
        otherwise = until(Set.of("endif"));
      }
      words.require("endif");
      words.require(Token.Kind.BLOCK_END);
    }
    Statement last = otherwise;
    return (scope, out) ->
        Values.isTrue(when.value(scope)) ? then.run(scope, out) : last.run(scope, out);
  }

  private Statement assignment() {
    Target target = Target.read(words);
    if (words.take("=")) {
      Expression value = expressions.tuple();
      words.require(Token.Kind.BLOCK_END);
      return (scope, out) -> {
        target.set(scope, value.value(scope));
        return Statement.Next.GO_ON;
      };
    }
    Statement inside = body("endset");
    return (scope, out) -> {
      TextBuilder text = new TextBuilder();
      Statement.Next next = inside.run(scope.inner(), text);
      target.set(scope, text.text());
      return next;
    };
  }
}
