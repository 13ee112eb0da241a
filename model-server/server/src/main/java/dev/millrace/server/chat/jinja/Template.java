package dev.millrace.server.chat.jinja;

import java.time.LocalDateTime;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Supplier;

/** A template that has been read, and can be filled in by several threads at once. */
public final class Template {
  private static final Map<Character, String> DATE_PATTERNS =
      Map.ofEntries(
          Map.entry('Y', "yyyy"),
          Map.entry('y', "yy"),
          Map.entry('m', "MM"),
          Map.entry('d', "dd"),
          Map.entry('b', "MMM"),
          Map.entry('B', "MMMM"),
          Map.entry('a', "EEE"),
          Map.entry('A', "EEEE"),
          Map.entry('H', "HH"),
          Map.entry('I', "hh"),
          Map.entry('p', "a"),
          Map.entry('M', "mm"),
          Map.entry('S', "ss"),
          Map.entry('j', "DDD"));

  private final Statement whole;
  private final Supplier<LocalDateTime> now;
  private final int longest;

  private Template(Statement whole, Supplier<LocalDateTime> now, int longest) {
    this.whole = whole;
    this.now = now;
    this.longest = longest;
  }

  /**
   * Reads a template.
   *
   * @param now for templates that write the date
   * @param longest characters that it may write
   * @throws TemplateException naming the line that cannot be read
   */
  public static Template parse(String template, Supplier<LocalDateTime> now, int longest) {
    return new Template(TemplateParser.parse(template), now, longest);
  }

  /**
   * Fills it in.
   *
   * @param values by name: Text, Boolean, Long, Double, None, and List and Map of such
   * @throws TemplateException when it refuses the values, or goes too far
   */
  public Text render(Map<String, Object> values) {
    Budget budget = new Budget(longest);
    Map<String, Object> all = new HashMap<>();
    all.put("raise_exception", (Callable) (arguments, named) -> refuse(arguments));
    all.put("range", (Callable) (arguments, named) -> range(arguments, budget));
    all.put("namespace", (Callable) (arguments, named) -> new Namespace(new HashMap<>(named)));
    all.put("dict", (Callable) (arguments, named) -> new HashMap<>(named));
    all.put("strftime_now", (Callable) (arguments, named) -> date(arguments));
    all.putAll(values);
    TextBuilder out = new TextBuilder();
    try {
      whole.run(new Scope(all, budget), out);
    } catch (StackOverflowError e) {
      throw new TemplateException("it is nested too deep");
    }
    return out.text();
  }

  private static Object refuse(List<Object> arguments) {
    throw new TemplateException(
        arguments.isEmpty() ? "refused" : Values.text(arguments.get(0)).value());
  }

  private static List<Object> range(List<Object> arguments, Budget budget) {
    long from = arguments.size() > 1 ? number(arguments, 0) : 0;
    long to = number(arguments, arguments.size() > 1 ? 1 : 0);
    long by = arguments.size() > 2 ? number(arguments, 2) : 1;
    if (by == 0) {
      throw new TemplateException("range needs a step other than 0");
    }
    List<Object> numbers = new ArrayList<>();
    for (long i = from; by > 0 ? i < to : i > to; i += by) {
      budget.step();
      numbers.add(i);
    }
    return numbers;
  }

  private static long number(List<Object> arguments, int at) {
    if (at < arguments.size() && arguments.get(at) instanceof Long number) {
      return number;
    }
    throw new TemplateException("range needs whole numbers");
  }

  private Text date(List<Object> arguments) {
    String format = arguments.isEmpty() ? "" : Values.text(arguments.get(0)).value();
    LocalDateTime time = now.get();
    StringBuilder date = new StringBuilder();
    for (int i = 0; i < format.length(); i++) {
      char c = format.charAt(i);
      String pattern = i + 1 < format.length() ? DATE_PATTERNS.get(format.charAt(i + 1)) : null;
      if (c == '%' && pattern != null) {
        date.append(DateTimeFormatter.ofPattern(pattern, Locale.ENGLISH).format(time));
        i++;
      } else {
        date.append(c);
      }
    }
    return Text.own(date.toString());
  }
}
