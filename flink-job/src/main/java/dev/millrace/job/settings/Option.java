package dev.millrace.job.settings;

import java.time.Duration;
import java.util.Arrays;
import java.util.Locale;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * One option of the job: its key, what it accepts, its default and what it does.
 *
 * @param key lower-case dotted, kebab-case, {@code millrace.<room>.<name>}
 * @param type what a value looks like, for the options reference and for error messages
 * @param defaultText the default, as one would type it; empty when there is none
 * @param description one sentence
 * @param parser text to value; refuses what is not of the type or range
 */
public record Option<T>(
    String key, String type, String defaultText, String description, Function<String, T> parser) {

  /** The value of a text, or an error that names key, type and text. */
  T parse(String text) {
    T value;
    try {
      value = parser.apply(text.trim());
    } catch (InvalidOptionException e) {
      throw new InvalidOptionException(refusal(text) + ": " + e.getMessage());
    } catch (RuntimeException e) {
      throw new InvalidOptionException(refusal(text));
    }
    return value;
  }

  private String refusal(String text) {
    return key + " must be " + type + ", was '" + text + "'";
  }

  /** Any text; an empty default means that the option must be given where it is used. */
  public static Option<String> text(String key, String defaultText, String description) {
    return new Option<>(key, "text", defaultText, description, Function.identity());
  }

  /** Any text but an empty one. */
  public static Option<String> required(String key, String description) {
    return new Option<>(key, "text that is not empty", "", description, Option::notEmpty);
  }

  /** The same option with another default. */
  public Option<T> withDefault(String text) {
    return new Option<>(key, type, text, description, parser);
  }

  public static Option<Boolean> flag(String key, boolean defaultValue, String description) {
    return new Option<>(
        key, "true or false", String.valueOf(defaultValue), description, Option::bool);
  }

  /** A whole number in [least, most]. */
  public static Option<Integer> integer(
      String key, int defaultValue, int least, int most, String description) {
    return new Option<>(
        key,
        "a whole number " + range(least, most, most == Integer.MAX_VALUE),
        String.valueOf(defaultValue),
        description,
        text -> {
          int value = Integer.parseInt(text);
          return check(value, value >= least && value <= most);
        });
  }

  /** Any 64-bit whole number. */
  public static Option<Long> wholeLong(String key, long defaultValue, String description) {
    return new Option<>(
        key, "a whole number", String.valueOf(defaultValue), description, Long::parseLong);
  }

  /** A decimal number in [least, most]. */
  public static Option<Double> decimal(
      String key, double defaultValue, double least, double most, String description) {
    return new Option<>(
        key,
        "a number " + range(least, most, Double.isInfinite(most)),
        String.valueOf(defaultValue),
        description,
        text -> {
          double value = Double.parseDouble(text);
          return check(value, value >= least && value <= most);
        });
  }

  /** A time, as in {@code 50 ms}, {@code 10 s}, {@code 2 min}, {@code 1 h}; not negative. */
  public static Option<Duration> duration(String key, String defaultText, String description) {
    return new Option<>(
        key, "a time such as '50 ms', '10 s' or '2 min'", defaultText, description, Units::time);
  }

  /** A size in bytes, as in {@code 64 kb} or {@code 8 mb}; powers of 1024, positive. */
  public static Option<Integer> size(String key, String defaultText, String description) {
    return new Option<>(
        key, "a size such as '64 kb' or '8 mb'", defaultText, description, Units::bytes);
  }

  /** One of the constants of an enum, typed in lower-case kebab-case. */
  public static <E extends Enum<E>> Option<E> oneOf(
      String key, E defaultValue, Class<E> constants, String description) {
    String names =
        Arrays.stream(constants.getEnumConstants())
            .map(Option::kebab)
            .collect(Collectors.joining(", "));
    return new Option<>(
        key,
        "one of " + names,
        kebab(defaultValue),
        description,
        text ->
            Arrays.stream(constants.getEnumConstants())
                .filter(constant -> kebab(constant).equals(text))
                .findFirst()
                .orElseThrow());
  }

  /** How people type a constant: {@code POPO_PROX_ONLY} is {@code popo-prox-only}. */
  public static String kebab(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  private static String range(Number least, Number most, boolean unbounded) {
    return unbounded ? ">= " + least : "in [" + least + ", " + most + "]";
  }

  private static <V> V check(V value, boolean inRange) {
    if (!inRange) {
      throw new IllegalArgumentException();
    }
    return value;
  }

  private static String notEmpty(String text) {
    return check(text, !text.isEmpty());
  }

  private static Boolean bool(String text) {
    return check(text.equals("true"), text.equals("true") || text.equals("false"));
  }
}
