package dev.millrace.job.score.math;

import java.util.Locale;
import java.util.Map;
import java.util.Set;

/** Words after a number: which are units, and the one name of each. */
final class Units {
  private static final Map<String, String> UNITS =
      Map.ofEntries(
          Map.entry("degrees", "degree"),
          Map.entry("deg", "degree"),
          Map.entry("inches", "inch"),
          Map.entry("in", "inch"),
          Map.entry("feet", "foot"),
          Map.entry("ft", "foot"),
          Map.entry("centimeter", "cm"),
          Map.entry("millimeter", "mm"),
          Map.entry("kilometer", "km"),
          Map.entry("meter", "m"),
          Map.entry("metre", "m"),
          Map.entry("kilogram", "kg"),
          Map.entry("gram", "g"),
          Map.entry("liter", "l"),
          Map.entry("litre", "l"),
          Map.entry("hr", "hour"),
          Map.entry("hrs", "hour"),
          Map.entry("min", "minute"),
          Map.entry("mins", "minute"),
          Map.entry("sec", "second"),
          Map.entry("mph", "mile per hour"),
          Map.entry("radians", "rad"),
          Map.entry("sq", "square"),
          Map.entry("usd", "dollar"));

  /** Short units; only after a number, elsewhere their letters are names. */
  static final Set<String> SHORT_UNITS =
      Set.of(
          "cm", "mm", "km", "kg", "mg", "ml", "mL", "ft", "in", "hr", "hrs", "min", "mph", "deg",
          "sq", "lb", "lbs", "oz", "yd", "mi", "pct", "USD", "kmh");

  /** Units of one letter; only as text after a number. */
  static final Set<String> LETTER_UNITS = Set.of("m", "g", "s", "h", "l", "L", "N", "J", "W", "V");

  /** Words after a number that change what is said, so that they are no unit. */
  private static final Set<String> NO_UNITS =
      Set.of(
          "more",
          "less",
          "least",
          "most",
          "than",
          "not",
          "no",
          "to",
          "from",
          "base",
          "mod",
          "modulo",
          "remainder",
          "times",
          "plus",
          "minus",
          "half",
          "third",
          "quarter",
          "dozen",
          "pm",
          "am",
          "p",
          "a",
          "if",
          "for",
          "when",
          "where",
          "with",
          "is",
          "are",
          "except",
          "either",
          "neither",
          "only",
          "between",
          "greater",
          "fewer",
          "over",
          "divided",
          "factorial",
          "squared",
          "cubed",
          "root",
          "negative",
          "all",
          "any",
          "real",
          "none",
          "each",
          "first",
          "second place",
          "on",
          "up",
          "down",
          "below",
          "above",
          "left",
          "right",
          "north",
          "south",
          "east",
          "west");

  private Units() {}

  static boolean isUnit(String word) {
    return !NO_UNITS.contains(word.toLowerCase(Locale.ROOT));
  }

  /** The one name of a unit: singular, lower case, the long form of a short one. */
  static String unit(String word) {
    String lower = word.toLowerCase(Locale.ROOT);
    if (UNITS.containsKey(lower)) {
      return UNITS.get(lower);
    }
    String singular =
        lower.length() > 3 && lower.endsWith("s") && !lower.endsWith("ss")
            ? lower.substring(0, lower.length() - 1)
            : lower;
    return UNITS.getOrDefault(singular, singular);
  }
}
