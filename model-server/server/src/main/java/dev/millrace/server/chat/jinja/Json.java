package dev.millrace.server.chat.jinja;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Values as JSON, spaced as Python spaces it. What a caller wrote stays marked. */
final class Json {
  private static final int SPACE = 0x20;

  /** How it is written. */
  enum Style {
    JSON,
    /** As Python shows values. */
    PYTHON
  }

  private final TextBuilder out = new TextBuilder();
  private final Style style;
  private final int indent;

  private Json(Style style, int indent) {
    this.style = style;
    this.indent = indent;
  }

  static Text text(Object value, Style style) {
    return text(value, style, 0);
  }

  /**
   * @param indent blanks a level; 0 writes all in one line
   */
  static Text text(Object value, Style style, int indent) {
    Json json = new Json(style, indent);
    json.add(value, 1);
    return json.out.text();
  }

  private void add(Object value, int level) {
    if (level > Budget.DEPTH) {
      throw new TemplateException("a value is nested more than " + Budget.DEPTH + " deep");
    }
    if (value instanceof Text text) {
      quoted(text);
    } else if (value instanceof List<?> list) {
      open("[", list.isEmpty(), level);
      String between = "";
      for (Object each : list) {
        out.add(between);
        between = between(level);
        add(each, level + 1);
      }
      close("]", list.isEmpty(), level);
    } else if (value instanceof Map<?, ?> map) {
      open("{", map.isEmpty(), level);
      String between = "";
      for (Map.Entry<?, ?> each : map.entrySet()) {
        out.add(between);
        between = between(level);
        quoted(Text.own((String) each.getKey()));
        out.add(": ");
        add(each.getValue(), level + 1);
      }
      close("}", map.isEmpty(), level);
    } else if (value instanceof Boolean || value instanceof None) {
      String word = value instanceof None ? "null" : value.toString();
      out.add(style == Style.JSON ? word : Values.text(value).value());
    } else if (value instanceof Number number) {
      out.add(number.toString());
    } else {
      throw new TemplateException(Values.kind(value) + " is no JSON");
    }
  }

  private void open(String bracket, boolean empty, int level) {
    out.add(bracket);
    if (indent > 0 && !empty) {
      out.add("\n" + " ".repeat(indent * level));
    }
  }

  private String between(int level) {
    return indent > 0 ? ",\n" + " ".repeat(indent * level) : ", ";
  }

  private void close(String bracket, boolean empty, int level) {
    if (indent > 0 && !empty) {
      out.add("\n" + " ".repeat(indent * (level - 1)));
    }
    out.add(bracket);
  }

  private void quoted(Text text) {
    char quote = style == Style.JSON || text.value().indexOf('\'') >= 0 ? '"' : '\'';
    out.add(String.valueOf(quote));
    int plain = 0;
    for (int i = 0; i < text.length(); i++) {
      String escaped = escaped(text.value().charAt(i), quote);
      if (escaped != null) {
        out.add(text.part(plain, i));
        out.add(Text.foreign(escaped));
        plain = i + 1;
      }
    }
    out.add(text.part(plain, text.length()));
    out.add(String.valueOf(quote));
  }

  private static @Nullable String escaped(char c, char quote) {
    return switch (c) {
      case '\\' -> "\\\\";
      case '\n' -> "\\n";
      case '\r' -> "\\r";
      case '\t' -> "\\t";
      default -> {
        if (c == quote) {
          yield "\\" + quote;
        }
        if (c < SPACE) {
          yield String.format(Locale.ROOT, "\\u%04x", (int) c);
        }
        yield null;
      }
    };
  }
}
