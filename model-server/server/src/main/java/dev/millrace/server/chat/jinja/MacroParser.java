package dev.millrace.server.chat.jinja;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Reads {@code macro} blocks. */
final class MacroParser {
  private final Words words;
  private final ExpressionParser expressions;
  private final Function<Set<String>, Statement> until;

  MacroParser(Words words, ExpressionParser expressions, Function<Set<String>, Statement> until) {
    this.words = words;
    this.expressions = expressions;
    this.until = until;
  }

  private record Parameter(String name, @Nullable Expression otherwise) {}

  Statement macro() {
    String name = words.name();
    words.require("(");
    List<Parameter> parameters = new ArrayList<>();
    while (!words.take(")")) {
      String parameter = words.name();
      parameters.add(new Parameter(parameter, words.take("=") ? expressions.expression() : null));
      if (!words.peek().is(")")) {
        words.require(",");
      }
    }
    words.require(Token.Kind.BLOCK_END);
    Statement body = until.apply(Set.of("endmacro"));
    words.require("endmacro");
    words.require(Token.Kind.BLOCK_END);
    return (scope, out) -> {
      scope.set(name, callable(scope, parameters, body));
      return Statement.Next.GO_ON;
    };
  }

  private static Callable callable(Scope scope, List<Parameter> parameters, Statement body) {
    return (arguments, named) -> {
      Scope inner = scope.inner();
      for (int i = 0; i < parameters.size(); i++) {
        Parameter parameter = parameters.get(i);
        Object value = i < arguments.size() ? arguments.get(i) : named.get(parameter.name());
        if (value == null) {
          value =
              parameter.otherwise() == null
                  ? new Undefined(parameter.name())
                  : parameter.otherwise().value(inner);
        }
        inner.set(parameter.name(), value);
      }
      TextBuilder text = new TextBuilder();
      scope.budget().enter();
      body.run(inner, text);
      scope.budget().leave();
      return text.text();
    };
  }
}
