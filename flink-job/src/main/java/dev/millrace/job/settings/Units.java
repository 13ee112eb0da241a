package dev.millrace.job.settings;

import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Texts with a unit: {@code 10 s}, {@code 8 mb}. */
final class Units {
  private static final Pattern NUMBER_AND_UNIT = Pattern.compile("(\\d{1,15})\\s*([a-zA-Z]*)");
  private static final Map<String, Long> MILLIS =
      Map.of("ms", 1L, "s", 1_000L, "min", 60_000L, "h", 3_600_000L, "d", 86_400_000L);
  private static final Map<String, Long> BYTES =
      Map.of("", 1L, "b", 1L, "kb", 1L << 10, "mb", 1L << 20, "gb", 1L << 30);

  private Units() {}

  /** A time; a bare 0 needs no unit. */
  static Duration time(String text) {
    return text.equals("0") ? Duration.ZERO : Duration.ofMillis(amount(text, MILLIS));
  }

  /** A positive size that fits an array. */
  static Integer bytes(String text) {
    long bytes = amount(text, BYTES);
    if (bytes < 1) {
      throw new IllegalArgumentException(text);
    }
    return Math.toIntExact(bytes);
  }

  private static long amount(String text, Map<String, Long> units) {
    Matcher matcher = NUMBER_AND_UNIT.matcher(text);
    if (!matcher.matches()) {
      throw new IllegalArgumentException(text);
    }
    Long unit = units.get(matcher.group(2).toLowerCase(Locale.ROOT));
    if (unit == null) {
      throw new IllegalArgumentException(text);
    }
    return Math.multiplyExact(Long.parseLong(matcher.group(1)), unit);
  }
}
