package dev.millrace.server.chat.jinja;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** What stands behind a bar. */
final class Filters {
  private static final Set<String> KNOWN =
      Set.of(
          "trim",
          "length",
          "count",
          "upper",
          "lower",
          "capitalize",
          "title",
          "tojson",
          "join",
          "first",
          "last",
          "default",
          "d",
          "string",
          "int",
          "float",
          "list",
          "replace",
          "items",
          "dictsort",
          "selectattr",
          "rejectattr",
          "map",
          "unique",
          "reverse",
          "abs",
          "safe",
          "indent",
          "select",
          "reject",
          "sort");

  private Filters() {}

  static void requireKnown(String name) {
    if (!KNOWN.contains(name)) {
      throw new TemplateException("the filter '" + name + "' is not supported");
    }
  }

  static Object apply(
      String name, Object value, List<Object> arguments, Map<String, Object> named) {
    return switch (name) {
      case "trim" -> TextMethods.strip(Values.text(value), arguments, true, true);
      case "length", "count" -> length(value);
      case "upper" -> TextMethods.upper(Values.text(value));
      case "lower" -> TextMethods.lower(Values.text(value));
      case "capitalize" -> TextMethods.capitalized(Values.text(value));
      case "title" -> TextMethods.title(Values.text(value));
      case "string" -> Values.text(value);
      case "safe" -> value;
      case "tojson" ->
          Json.text(
              value,
              Json.Style.JSON,
              argument(arguments, named, 0, "indent") instanceof Long indent
                  ? (int) Math.min(indent, 16)
                  : 0);
      case "join" ->
          TextMethods.joined(
              argument(arguments, named, 0, "d") instanceof Text text ? text : Text.EMPTY, value);
      case "first" -> Values.item(listed(value), 0L);
      case "last" -> Values.item(listed(value), -1L);
      case "default", "d" -> otherwise(value, arguments, named);
      case "int" -> whole(value, argument(arguments, named, 0, "default"));
      case "float" -> fraction(value);
      case "abs" -> value instanceof Long number ? Math.abs(number) : Math.abs(fraction(value));
      case "list" -> Values.items(value);
      case "replace" ->
          TextMethods.replaced(
              Values.text(value),
              Values.text(argument(arguments, named, 0, "old")),
              Values.text(argument(arguments, named, 1, "new")));
      case "items" -> value instanceof Map<?, ?> map ? Methods.pairs(map) : List.of();
      case "indent" -> indented(Values.text(value), argument(arguments, named, 0, "width"));
      default -> Listing.apply(name, Values.items(value), value, arguments, named);
    };
  }

  static Object argument(List<Object> arguments, Map<String, Object> named, int at, String name) {
    Object given = at < arguments.size() ? arguments.get(at) : named.get(name);
    return given == null ? None.NONE : given;
  }

  private static Object listed(Object value) {
    return value instanceof Text ? value : Values.items(value);
  }

  private static long length(Object value) {
    return value instanceof Text text
        ? text.value().codePointCount(0, text.length())
        : Values.items(value).size();
  }

  private static Object otherwise(Object value, List<Object> arguments, Map<String, Object> named) {
    boolean falseToo = Values.isTrue(argument(arguments, named, 1, "boolean"));
    boolean missing = value instanceof Undefined || (falseToo && !Values.isTrue(value));
    if (!missing) {
      return value;
    }
    Object given = argument(arguments, named, 0, "default_value");
    return given == None.NONE && arguments.isEmpty() ? Text.EMPTY : given;
  }

  private static Object whole(Object value, Object otherwise) {
    if (value instanceof Number number) {
      return number.longValue();
    }
    try {
      return Long.parseLong(Values.text(value).value().strip());
    } catch (NumberFormatException e) {
      return otherwise == None.NONE ? 0L : otherwise;
    }
  }

  private static double fraction(Object value) {
    if (value instanceof Number number) {
      return number.doubleValue();
    }
    try {
      return Double.parseDouble(Values.text(value).value().strip());
    } catch (NumberFormatException e) {
      return 0;
    }
  }

  private static Text indented(Text text, Object width) {
    int blanks = width instanceof Long number ? (int) Math.min(Math.max(number, 0), 64) : 4;
    return TextMethods.replaced(text, Text.own("\n"), Text.own("\n" + " ".repeat(blanks)));
  }

  /** Filters over lists. */
  private static final class Listing {
    static Object apply(
        String name,
        List<Object> items,
        Object value,
        List<Object> arguments,
        Map<String, Object> named) {
      switch (name) {
        case "reverse" -> {
          Collections.reverse(items);
          return value instanceof Text ? TextMethods.joined(Text.EMPTY, items) : items;
        }
        case "unique" -> {
          List<Object> unique = new ArrayList<>();
          items.stream().filter(each -> !Operators.contains(unique, each)).forEach(unique::add);
          return unique;
        }
        case "sort" -> {
          items.sort(Operators::order);
          return items;
        }
        case "dictsort" -> {
          if (!(value instanceof Map<?, ?> map)) {
            throw new TemplateException(Values.kind(value) + " has no keys to sort");
          }
          List<Object> pairs = Methods.pairs(map);
          pairs.sort((a, b) -> Operators.order(((List<?>) a).get(0), ((List<?>) b).get(0)));
          return pairs;
        }
        case "map" -> {
          return mapped(items, arguments, named);
        }
        default -> {
          return chosen(name, items, arguments);
        }
      }
    }

    private static Object mapped(
        List<Object> items, List<Object> arguments, Map<String, Object> named) {
      Object attribute = named.get("attribute");
      List<Object> all = new ArrayList<>();
      for (Object item : items) {
        if (attribute != null) {
          all.add(Values.item(item, attribute));
        } else {
          String filter = Values.text(argument(arguments, named, 0, "filter")).value();
          requireKnown(filter);
          all.add(
              Filters.apply(
                  filter,
                  item,
                  arguments.subList(Math.min(1, arguments.size()), arguments.size()),
                  Map.of()));
        }
      }
      return all;
    }

    /** select, reject, selectattr and rejectattr. */
    private static Object chosen(String name, List<Object> items, List<Object> arguments) {
      boolean byAttribute = name.endsWith("attr");
      boolean keep = name.startsWith("select");
      int test = byAttribute ? 1 : 0;
      List<Object> chosen = new ArrayList<>();
      for (Object item : items) {
        Object looked = byAttribute ? Values.item(item, arguments.get(0)) : item;
        boolean holds = Values.isTrue(looked);
        if (arguments.size() > test) {
          String check = Values.text(arguments.get(test)).value();
          Checks.requireKnown(check);
          Object with = arguments.size() > test + 1 ? arguments.get(test + 1) : None.NONE;
          holds = Checks.holds(check, looked, with);
        }
        if (holds == keep) {
          chosen.add(item);
        }
      }
      return chosen;
    }
  }
}
