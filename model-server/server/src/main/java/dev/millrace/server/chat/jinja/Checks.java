package dev.millrace.server.chat.jinja;

import java.util.List;
import java.util.Map;
import java.util.Set;

/** What stands behind {@code is}. */
final class Checks {
  private static final Set<String> WITH_ARGUMENT =
      Set.of("equalto", "eq", "ne", "in", "divisibleby", "sameas", "lt", "gt", "le", "ge");
  private static final Set<String> KNOWN =
      Set.of(
          "defined",
          "undefined",
          "none",
          "string",
          "mapping",
          "iterable",
          "sequence",
          "number",
          "integer",
          "float",
          "boolean",
          "true",
          "false",
          "odd",
          "even",
          "callable",
          "lower",
          "upper");

  private Checks() {}

  static void requireKnown(String name) {
    if (!KNOWN.contains(name) && !WITH_ARGUMENT.contains(name)) {
      throw new TemplateException("the test '" + name + "' is not supported");
    }
  }

  static boolean takesArgument(String name) {
    return WITH_ARGUMENT.contains(name);
  }

  static boolean holds(String name, Object value, Object argument) {
    return switch (name) {
      case "defined" -> !(value instanceof Undefined);
      case "undefined" -> value instanceof Undefined;
      case "none" -> value == None.NONE;
      case "string" -> value instanceof Text;
      case "mapping" -> value instanceof Map<?, ?>;
      case "iterable", "sequence" ->
          value instanceof List<?> || value instanceof Text || value instanceof Map<?, ?>;
      case "number" -> value instanceof Number;
      case "integer" -> value instanceof Long;
      case "float" -> value instanceof Double;
      case "boolean" -> value instanceof Boolean;
      case "true" -> Boolean.TRUE.equals(value);
      case "false" -> Boolean.FALSE.equals(value);
      case "odd" -> whole(value) % 2 != 0;
      case "even" -> whole(value) % 2 == 0;
      case "callable" -> value instanceof Callable;
      case "lower" -> TextMethods.lower(Values.text(value)).equals(Values.text(value));
      case "upper" -> TextMethods.upper(Values.text(value)).equals(Values.text(value));
      case "divisibleby" -> whole(argument) != 0 && whole(value) % whole(argument) == 0;
      case "in" -> Operators.contains(argument, value);
      case "ne" -> !Values.same(value, argument);
      case "lt" -> Operators.order(value, argument) < 0;
      case "gt" -> Operators.order(value, argument) > 0;
      case "le" -> Operators.order(value, argument) <= 0;
      case "ge" -> Operators.order(value, argument) >= 0;
      default -> Values.same(value, argument);
    };
  }

  private static long whole(Object value) {
    if (value instanceof Long number) {
      return number;
    }
    throw new TemplateException(Values.kind(value) + " is no whole number");
  }
}
