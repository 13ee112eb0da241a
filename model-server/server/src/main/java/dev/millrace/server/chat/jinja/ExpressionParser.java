package dev.millrace.server.chat.jinja;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Reads expressions, loosest binding first, as Jinja binds them. */
final class ExpressionParser {
  private static final Set<String> COMPARISONS = Set.of("==", "!=", "<", ">", "<=", ">=", "in");

  private final Words words;

  ExpressionParser(Words words) {
    this.words = words;
  }

  /** An expression, with commas a list of such. */
  Expression tuple() {
    Expression first = expression();
    if (!words.peek().is(",")) {
      return first;
    }
    List<Expression> all = new ArrayList<>(List.of(first));
    while (words.take(",") && !atEnd()) {
      all.add(expression());
    }
    return list(all);
  }

  private boolean atEnd() {
    return switch (words.peek().kind()) {
      case BLOCK_END, VALUE_END, END -> true;
      default -> words.peek().is(")");
    };
  }

  Expression expression() {
    words.descend();
    Expression value = or();
    while (words.take("if")) {
      Expression then = value;
      Expression when = or();
      Expression otherwise = words.take("else") ? expression() : scope -> new Undefined("else");
      value =
          scope -> Values.isTrue(when.value(scope)) ? then.value(scope) : otherwise.value(scope);
    }
    words.ascend();
    return value;
  }

  /** What may stand before an {@code if} that belongs to what is around. */
  Expression or() {
    Expression value = and();
    while (words.take("or")) {
      Expression left = value;
      Expression right = and();
      value =
          scope -> {
            Object first = left.value(scope);
            return Values.isTrue(first) ? first : right.value(scope);
          };
    }
    return value;
  }

  private Expression and() {
    Expression value = not();
    while (words.take("and")) {
      Expression left = value;
      Expression right = not();
      value =
          scope -> {
            Object first = left.value(scope);
            return Values.isTrue(first) ? right.value(scope) : first;
          };
    }
    return value;
  }

  private Expression not() {
    if (words.take("not")) {
      words.descend();
      Expression value = not();
      words.ascend();
      return scope -> !Values.isTrue(value.value(scope));
    }
    return comparison();
  }

  private Expression comparison() {
    Expression first = sum();
    List<String> operators = new ArrayList<>();
    List<Expression> others = new ArrayList<>();
    while (true) {
      boolean negated = words.peek().is("not") && words.peekSecond().is("in");
      if (negated) {
        words.next();
      } else if (!COMPARISONS.contains(words.peek().text())
          || words.peek().kind() == Token.Kind.STRING) {
        break;
      }
      operators.add((negated ? "not " : "") + words.next().text());
      others.add(sum());
    }
    if (operators.isEmpty()) {
      return first;
    }
    return scope -> {
      Object left = first.value(scope);
      for (int i = 0; i < operators.size(); i++) {
        Object right = others.get(i).value(scope);
        if (!Operators.compare(operators.get(i), left, right)) {
          return false;
        }
        left = right;
      }
      return true;
    };
  }

  private Expression sum() {
    Expression value = joined();
    while (words.peek().is("+") || words.peek().is("-")) {
      value = binary(words.next().text(), value, joined());
    }
    return value;
  }

  private Expression joined() {
    Expression value = product();
    while (words.take("~")) {
      Expression left = value;
      Expression right = product();
      value =
          scope -> {
            Text text = Values.text(left.value(scope)).plus(Values.text(right.value(scope)));
            scope.budget().copied(text.length());
            return text;
          };
    }
    return value;
  }

  private Expression product() {
    Expression value = unary();
    while (words.peek().is("*")
        || words.peek().is("/")
        || words.peek().is("//")
        || words.peek().is("%")) {
      value = binary(words.next().text(), value, unary());
    }
    return value;
  }

  private static Expression binary(String operator, Expression left, Expression right) {
    return scope ->
        Operators.apply(operator, left.value(scope), right.value(scope), scope.budget());
  }

  private Expression unary() {
    if (words.take("-")) {
      words.descend();
      Expression value = unary();
      words.ascend();
      return scope -> Operators.negated(value.value(scope));
    }
    if (words.take("+")) {
      return unary();
    }
    return new PostfixParser(words, this).postfix(primary());
  }

  private Expression primary() {
    Token token = words.next();
    switch (token.kind()) {
      case STRING -> {
        StringBuilder text = new StringBuilder(token.text());
        while (words.peek().kind() == Token.Kind.STRING) {
          text.append(words.next().text());
        }
        Text value = Text.own(text.toString());
        return scope -> value;
      }
      case INTEGER -> {
        return constant(Operators.integer(token.text()));
      }
      case FRACTION -> {
        return constant(Double.valueOf(token.text()));
      }
      case NAME -> {
        return named(token.text());
      }
      default -> {
        return bracketed(token);
      }
    }
  }

  private static Expression constant(Object value) {
    return scope -> value;
  }

  private static Expression named(String name) {
    return switch (name) {
      case "true", "True" -> scope -> true;
      case "false", "False" -> scope -> false;
      case "none", "None" -> scope -> None.NONE;
      default -> scope -> scope.get(name);
    };
  }

  private Expression bracketed(Token token) {
    if (token.is("(")) {
      if (words.take(")")) {
        return list(List.of());
      }
      Expression inside = tuple();
      words.require(")");
      return inside;
    }
    if (token.is("[")) {
      List<Expression> all = new ArrayList<>();
      while (!words.take("]")) {
        all.add(expression());
        if (!words.peek().is("]")) {
          words.require(",");
        }
      }
      return list(all);
    }
    if (token.is("{")) {
      return map();
    }
    throw new TemplateException(
        "line " + token.line() + ": a value expected, found '" + token.text() + "'");
  }

  private static Expression list(List<Expression> parts) {
    List<Expression> all = List.copyOf(parts);
    return scope -> {
      List<Object> values = new ArrayList<>();
      all.forEach(each -> values.add(each.value(scope)));
      return values;
    };
  }

  private Expression map() {
    Map<Expression, Expression> all = new LinkedHashMap<>();
    while (!words.take("}")) {
      Expression key = expression();
      words.require(":");
      all.put(key, expression());
      if (!words.peek().is("}")) {
        words.require(",");
      }
    }
    return scope -> {
      Map<String, Object> values = new LinkedHashMap<>();
      all.forEach(
          (key, value) -> values.put(Values.text(key.value(scope)).value(), value.value(scope)));
      return values;
    };
  }
}
