package dev.millrace.server.chat.jinja;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** The methods of values, those of Python that change nothing. */
final class Methods {
  private Methods() {}

  /** A method of a value; undefined when it has none of that name. */
  static Object of(Object value, String name) {
    if (value instanceof Text text) {
      return TextMethods.of(text, name);
    }
    if (value instanceof Map<?, ?> map) {
      return ofMap(map, name);
    }
    return new Undefined(name);
  }

  private static Object ofMap(Map<?, ?> map, String name) {
    return switch (name) {
      case "items" -> (Callable) (arguments, named) -> pairs(map);
      case "keys" -> (Callable) (arguments, named) -> Values.items(map);
      case "values" -> (Callable) (arguments, named) -> new ArrayList<Object>(map.values());
      case "get" ->
          (Callable)
              (arguments, named) -> {
                Object found = map.get(Values.text(arguments.get(0)).value());
                if (found != null) {
                  return found;
                }
                return arguments.size() > 1 ? arguments.get(1) : None.NONE;
              };
      default -> new Undefined(name);
    };
  }

  static List<Object> pairs(Map<?, ?> map) {
    List<Object> pairs = new ArrayList<>();
    map.forEach((key, each) -> pairs.add(List.of(Text.own((String) key), each)));
    return pairs;
  }
}
