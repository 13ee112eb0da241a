package dev.millrace.server.chat.jinja;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.IntPredicate;

/** The methods of texts, as Python's. */
final class TextMethods {
  private TextMethods() {}

  static Object of(Text text, String name) {
    return switch (name) {
      case "strip" -> method((own, arguments) -> strip(own, arguments, true, true), text);
      case "lstrip" -> method((own, arguments) -> strip(own, arguments, true, false), text);
      case "rstrip" -> method((own, arguments) -> strip(own, arguments, false, true), text);
      case "split" -> method(TextMethods::split, text);
      case "splitlines" -> method((own, arguments) -> cut(own, "\n", -1), text);
      case "startswith" -> method((own, arguments) -> startsWith(own, arguments.get(0)), text);
      case "endswith" -> method((own, arguments) -> endsWith(own, arguments.get(0)), text);
      case "upper" -> method((own, arguments) -> upper(own), text);
      case "lower" -> method((own, arguments) -> lower(own), text);
      case "title" -> method((own, arguments) -> title(own), text);
      case "capitalize" -> method((own, arguments) -> capitalized(own), text);
      case "replace" ->
          method((own, arguments) -> replaced(own, word(arguments, 0), word(arguments, 1)), text);
      case "find" ->
          method((own, arguments) -> (long) own.value().indexOf(word(arguments, 0).value()), text);
      case "rfind" ->
          method(
              (own, arguments) -> (long) own.value().lastIndexOf(word(arguments, 0).value()), text);
      case "count" ->
          method((own, arguments) -> cut(own, word(arguments, 0).value(), -1).size() - 1L, text);
      case "join" -> method((own, arguments) -> joined(own, arguments.get(0)), text);
      case "removeprefix" ->
          method(
              (own, arguments) ->
                  startsWith(own, arguments.get(0))
                      ? own.part(word(arguments, 0).length(), own.length())
                      : own,
              text);
      case "removesuffix" ->
          method(
              (own, arguments) ->
                  endsWith(own, arguments.get(0))
                      ? own.part(0, own.length() - word(arguments, 0).length())
                      : own,
              text);
      case "isdigit" ->
          method(
              (own, arguments) ->
                  own.length() > 0 && own.value().chars().allMatch(Character::isDigit),
              text);
      default -> new Undefined(name);
    };
  }

  private interface Method {
    Object apply(Text own, List<Object> arguments);
  }

  private static Callable method(Method method, Text own) {
    return (arguments, named) -> {
      if (!named.isEmpty()) {
        throw new TemplateException("methods of texts take no named arguments");
      }
      try {
        return method.apply(own, arguments);
      } catch (IndexOutOfBoundsException e) {
        throw new TemplateException("a method of a text misses an argument");
      }
    };
  }

  private static Text word(List<Object> arguments, int i) {
    return Values.text(arguments.get(i));
  }

  static boolean isBlank(int c) {
    return Character.isWhitespace(c) || Character.isSpaceChar(c) || c == 0x85;
  }

  static Text strip(Text own, List<Object> arguments, boolean left, boolean right) {
    IntPredicate away = TextMethods::isBlank;
    if (!arguments.isEmpty() && arguments.get(0) instanceof Text letters) {
      away = c -> letters.value().indexOf(c) >= 0;
    }
    int from = 0;
    int to = own.length();
    while (left && from < to && away.test(own.value().charAt(from))) {
      from++;
    }
    while (right && to > from && away.test(own.value().charAt(to - 1))) {
      to--;
    }
    return own.part(from, to);
  }

  private static List<Object> split(Text own, List<Object> arguments) {
    long most = arguments.size() > 1 && arguments.get(1) instanceof Long number ? number : -1;
    if (!arguments.isEmpty() && arguments.get(0) instanceof Text separator) {
      return cut(own, separator.value(), most);
    }
    List<Object> words = new ArrayList<>();
    int at = 0;
    while (at < own.length()) {
      int end = at;
      while (end < own.length() && !isBlank(own.value().charAt(end))) {
        end++;
      }
      if (end > at) {
        words.add(own.part(at, end));
      }
      at = end + 1;
    }
    return words;
  }

  private static List<Object> cut(Text own, String separator, long most) {
    if (separator.isEmpty()) {
      throw new TemplateException("an empty text separates nothing");
    }
    List<Object> parts = new ArrayList<>();
    int at = 0;
    int next = own.value().indexOf(separator);
    while (next >= 0 && parts.size() != most) {
      parts.add(own.part(at, next));
      at = next + separator.length();
      next = own.value().indexOf(separator, at);
    }
    parts.add(own.part(at, own.length()));
    return parts;
  }

  private static boolean startsWith(Text own, Object start) {
    return start instanceof List<?> any
        ? any.stream().anyMatch(each -> startsWith(own, each))
        : own.value().startsWith(Values.text(start).value());
  }

  private static boolean endsWith(Text own, Object end) {
    return end instanceof List<?> any
        ? any.stream().anyMatch(each -> endsWith(own, each))
        : own.value().endsWith(Values.text(end).value());
  }

  static Text upper(Text own) {
    return own.become(own.value().toUpperCase(Locale.ROOT));
  }

  static Text lower(Text own) {
    return own.become(own.value().toLowerCase(Locale.ROOT));
  }

  static Text capitalized(Text own) {
    return own.length() == 0 ? own : upper(own.part(0, 1)).plus(lower(own.part(1, own.length())));
  }

  static Text title(Text own) {
    StringBuilder title = new StringBuilder();
    boolean inside = false;
    for (char c : own.value().toCharArray()) {
      title.append(inside ? Character.toLowerCase(c) : Character.toUpperCase(c));
      inside = Character.isLetter(c);
    }
    return own.become(title.toString());
  }

  static Text replaced(Text own, Text from, Text to) {
    TextBuilder all = new TextBuilder();
    List<Object> parts = cut(own, from.value(), -1);
    for (int i = 0; i < parts.size(); i++) {
      if (i > 0) {
        all.add(to);
      }
      all.add((Text) parts.get(i));
    }
    return all.text();
  }

  static Text joined(Text separator, Object list) {
    TextBuilder all = new TextBuilder();
    boolean first = true;
    for (Object each : Values.items(list)) {
      if (!first) {
        all.add(separator);
      }
      all.add(Values.text(each));
      first = false;
    }
    return all.text();
  }
}
