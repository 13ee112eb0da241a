package dev.millrace.server.chat.jinja;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Reads what may follow a value: attributes, items, calls, filters and tests. */
final class PostfixParser {
  private final Words words;
  private final ExpressionParser expressions;

  PostfixParser(Words words, ExpressionParser expressions) {
    this.words = words;
    this.expressions = expressions;
  }

  /** The arguments of a call. */
  private record Arguments(List<Expression> inOrder, Map<String, Expression> byName) {
    static final Arguments NONE = new Arguments(List.of(), Map.of());

    List<Object> inOrder(Scope scope) {
      List<Object> values = new ArrayList<>();
      inOrder.forEach(each -> values.add(each.value(scope)));
      return values;
    }

    Map<String, Object> byName(Scope scope) {
      Map<String, Object> values = new LinkedHashMap<>();
      byName.forEach((name, each) -> values.put(name, each.value(scope)));
      return values;
    }
  }

  Expression postfix(Expression first) {
    Expression value = first;
    while (true) {
      if (words.take(".")) {
        value = attribute(value, words.next().text());
      } else if (words.take("[")) {
        value = item(value);
      } else if (words.take("(")) {
        value = call(value, arguments());
      } else if (words.take("|")) {
        value = filter(value, words.name());
      } else if (words.take("is")) {
        value = test(value);
      } else {
        return value;
      }
    }
  }

  private static Expression attribute(Expression of, String name) {
    return scope -> Values.attribute(of.value(scope), name);
  }

  private Expression item(Expression of) {
    Expression from = words.peek().is(":") ? null : expressions.expression();
    if (words.take("]")) {
      Expression index = Objects.requireNonNull(from);
      return scope -> Values.item(of.value(scope), index.value(scope));
    }
    words.require(":");
    Expression to = words.peek().is(":") || words.peek().is("]") ? null : expressions.expression();
    Expression step = words.take(":") && !words.peek().is("]") ? expressions.expression() : null;
    words.require("]");
    return scope ->
        Slices.of(of.value(scope), number(from, scope), number(to, scope), number(step, scope));
  }

  private static @Nullable Long number(@Nullable Expression expression, Scope scope) {
    if (expression == null) {
      return null;
    }
    Object value = expression.value(scope);
    if (value instanceof Long number) {
      return number;
    }
    if (value == None.NONE) {
      return null;
    }
    throw new TemplateException("a slice needs whole numbers");
  }

  private static Expression call(Expression of, Arguments arguments) {
    return scope -> {
      scope.budget().step();
      Object called = of.value(scope);
      if (called instanceof Callable callable) {
        return callable.call(arguments.inOrder(scope), arguments.byName(scope));
      }
      throw new TemplateException(
          called instanceof Undefined unknown
              ? "'" + unknown.name() + "' is undefined"
              : Values.kind(called) + " cannot be called");
    };
  }

  private Arguments arguments() {
    List<Expression> inOrder = new ArrayList<>();
    Map<String, Expression> byName = new LinkedHashMap<>();
    while (!words.take(")")) {
      if (words.peek().kind() == Token.Kind.NAME && words.peekSecond().is("=")) {
        String name = words.name();
        words.require("=");
        byName.put(name, expressions.expression());
      } else {
        inOrder.add(expressions.expression());
      }
      if (!words.peek().is(")")) {
        words.require(",");
      }
    }
    return new Arguments(inOrder, byName);
  }

  private Expression filter(Expression of, String name) {
    Filters.requireKnown(name);
    Arguments arguments = words.take("(") ? arguments() : Arguments.NONE;
    return scope -> {
      scope.budget().step();
      return Filters.apply(
          name, of.value(scope), arguments.inOrder(scope), arguments.byName(scope));
    };
  }

  private Expression test(Expression of) {
    boolean negated = words.take("not");
    String name = words.name();
    Checks.requireKnown(name);
    Expression argument = null;
    if (words.take("(")) {
      argument = expressions.expression();
      words.require(")");
    } else if (Checks.takesArgument(name)) {
      argument = expressions.or();
    }
    Expression with = argument;
    return scope ->
        negated
            != Checks.holds(name, of.value(scope), with == null ? None.NONE : with.value(scope));
  }
}
