package dev.millrace.server.chat.jinja;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Reads {@code for} blocks. */
final class LoopParser {
  private final Words words;
  private final ExpressionParser expressions;
  private final Function<Set<String>, Statement> until;

  LoopParser(Words words, ExpressionParser expressions, Function<Set<String>, Statement> until) {
    this.words = words;
    this.expressions = expressions;
    this.until = until;
  }

  Statement loop() {
    Target target = Target.read(words);
    words.require("in");
    Expression over = expressions.or();
    Expression only = words.take("if") ? expressions.expression() : null;
    words.require(Token.Kind.BLOCK_END);
    Statement body = until.apply(Set.of("else", "endfor"));
    Statement otherwise = Statement.all(List.of());
    if (words.take("else")) {
      words.require(Token.Kind.BLOCK_END);
      otherwise = until.apply(Set.of("endfor"));
    }
    words.require("endfor");
    words.require(Token.Kind.BLOCK_END);
    Statement empty = otherwise;
    return (scope, out) -> {
      List<Object> items = chosen(Values.items(over.value(scope)), target, only, scope);
      if (items.isEmpty()) {
        return empty.run(scope, out);
      }
      for (int i = 0; i < items.size(); i++) {
        scope.budget().step();
        Scope inner = scope.inner();
        target.set(inner, items.get(i));
        inner.set("loop", loop(items, i));
        if (body.run(inner, out) == Statement.Next.BREAK) {
          break;
        }
      }
      return Statement.Next.GO_ON;
    };
  }

  private static List<Object> chosen(
      List<Object> items, Target target, @Nullable Expression only, Scope scope) {
    if (only == null) {
      return items;
    }
    List<Object> chosen = new ArrayList<>();
    for (Object item : items) {
      scope.budget().step();
      Scope inner = scope.inner();
      target.set(inner, item);
      if (Values.isTrue(only.value(inner))) {
        chosen.add(item);
      }
    }
    return chosen;
  }

  private static Map<String, Object> loop(List<Object> items, int i) {
    int size = items.size();
    Map<String, Object> loop = new HashMap<>();
    loop.put("index0", (long) i);
    loop.put("index", i + 1L);
    loop.put("revindex", (long) size - i);
    loop.put("revindex0", size - i - 1L);
    loop.put("length", (long) size);
    loop.put("first", i == 0);
    loop.put("last", i == size - 1);
    loop.put("previtem", i == 0 ? new Undefined("previtem") : items.get(i - 1));
    loop.put("nextitem", i == size - 1 ? new Undefined("nextitem") : items.get(i + 1));
    loop.put(
        "cycle", (Callable) (arguments, named) -> arguments.get(i % Math.max(1, arguments.size())));
    return loop;
  }
}
