package dev.millrace.server.chat.jinja;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * The values of templates: {@link Text}, Boolean, Long, Double, List, Map from String, {@link
 * None}, {@link Undefined}, {@link Namespace} and {@link Callable}.
 */
final class Values {
  private Values() {}

  static boolean isTrue(Object value) {
    if (value instanceof Boolean truth) {
      return truth;
    }
    if (value instanceof Text text) {
      return text.length() > 0;
    }
    if (value instanceof Number number) {
      return number.doubleValue() != 0;
    }
    if (value instanceof List<?> list) {
      return !list.isEmpty();
    }
    if (value instanceof Map<?, ?> map) {
      return !map.isEmpty();
    }
    return !(value instanceof None || value instanceof Undefined);
  }

  /** What a value is written as. */
  static Text text(Object value) {
    if (value instanceof Text text) {
      return text;
    }
    if (value instanceof Undefined) {
      return Text.EMPTY;
    }
    if (value instanceof Boolean truth) {
      return Text.own(truth ? "True" : "False");
    }
    if (value instanceof None) {
      return Text.own("None");
    }
    if (value instanceof Number number) {
      return Text.own(number.toString());
    }
    if (value instanceof List<?> || value instanceof Map<?, ?>) {
      return Json.text(value, Json.Style.PYTHON);
    }
    throw new TemplateException(kind(value) + " cannot be written");
  }

  /** The items of what a loop can go over. */
  static List<Object> items(Object value) {
    List<Object> items = new ArrayList<>();
    if (value instanceof List<?> list) {
      items.addAll(list);
    } else if (value instanceof Map<?, ?> map) {
      map.keySet().forEach(key -> items.add(Text.own((String) key)));
    } else if (value instanceof Text text) {
      for (int i = 0; i < text.length(); i = text.value().offsetByCodePoints(i, 1)) {
        items.add(text.part(i, text.value().offsetByCodePoints(i, 1)));
      }
    } else if (!(value instanceof Undefined)) {
      throw new TemplateException(kind(value) + " has no items");
    }
    return items;
  }

  /** {@code value.name} */
  static Object attribute(Object value, String name) {
    if (value instanceof Undefined unknown) {
      throw new TemplateException("'" + unknown.name() + "' is undefined");
    }
    if (value instanceof Namespace namespace) {
      Object found = namespace.values().get(name);
      return found == null ? new Undefined(name) : found;
    }
    Object method = Methods.of(value, name);
    if (method instanceof Undefined && value instanceof Map<?, ?> map) {
      Object found = map.get(name);
      return found == null ? method : found;
    }
    return method;
  }

  /** {@code value[index]} */
  static Object item(Object value, Object index) {
    if (value instanceof Map<?, ?> map && index instanceof Text key) {
      Object found = map.get(key.value());
      return found == null ? attribute(value, key.value()) : found;
    }
    if (index instanceof Long number && (value instanceof List<?> || value instanceof Text)) {
      int size = value instanceof List<?> list ? list.size() : ((Text) value).length();
      long at = number < 0 ? number + size : number;
      if (at < 0 || at >= size) {
        return new Undefined("item " + number);
      }
      return value instanceof List<?> list
          ? list.get((int) at)
          : ((Text) value).part((int) at, (int) at + 1);
    }
    return attribute(value, text(index).value());
  }

  /** Whether two values are the same to a template. */
  static boolean same(Object left, Object right) {
    if (left instanceof Undefined && right instanceof Undefined) {
      return true;
    }
    if (isNumeric(left) && isNumeric(right)) {
      return number(left) == number(right);
    }
    return left.equals(right);
  }

  private static boolean isNumeric(Object value) {
    return value instanceof Number || value instanceof Boolean;
  }

  private static double number(Object value) {
    return value instanceof Boolean truth ? (truth ? 1 : 0) : ((Number) value).doubleValue();
  }

  /** What kind of value it is, for messages. */
  static String kind(Object value) {
    if (value instanceof Undefined unknown) {
      return "'" + unknown.name() + "', which is undefined,";
    }
    if (value instanceof Text) {
      return "a text";
    }
    return value instanceof Number ? "a number" : "a " + value.getClass().getSimpleName();
  }
}
