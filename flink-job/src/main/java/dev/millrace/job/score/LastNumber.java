package dev.millrace.job.score;

import java.math.BigDecimal;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The last decimal number of a text, the usual place of a final answer; after the mark {@code ####}
 * the first one. Commas between groups of three digits are part of a number, and so is an exponent
 * such as e-3; a minus sign is one unless something to subtract from stands before it. Currencies,
 * percent signs and units around a number are no part of it. Digits are ASCII only, and a number
 * longer than {@value #MAX_LENGTH} characters is none: the work is linear in the text.
 */
final class LastNumber {
  static final int MAX_LENGTH = 100;

  private static final String MARK = "####";

  private static final String UNSIGNED =
      "(?:[0-9]{1,3}+(?:,[0-9]{3}(?![0-9]))++|[0-9]++|(?<![0-9])(?=\\.[0-9]))(?:\\.[0-9]++)?+"
          + "(?:[eE][+-]?+[0-9]{1,3}+(?![0-9A-Za-z]))?+";

  // Possessive quantifiers: no backtracking on hostile text.
  private static final Pattern NUMBER =
      Pattern.compile("(?<![0-9)\\]}.])-\\$?+(?<number>" + UNSIGNED + ")|" + UNSIGNED);

  private LastNumber() {}

  static Optional<BigDecimal> of(String text) {
    int mark = text.lastIndexOf(MARK);
    if (mark >= 0) {
      Matcher matcher = matcher(text.substring(mark + MARK.length()));
      return matcher.find() ? number(matcher) : Optional.empty();
    }
    Matcher matcher = matcher(text);
    Optional<BigDecimal> last = Optional.empty();
    int start = -1;
    while (matcher.find()) {
      start = matcher.start();
    }
    if (start >= 0 && matcher.find(start)) {
      last = number(matcher);
    }
    return last;
  }

  private static Matcher matcher(String text) {
    return NUMBER.matcher(text.replace('\u2212', '-'));
  }

  private static Optional<BigDecimal> number(Matcher matcher) {
    String signed = matcher.group("number");
    String digits = signed == null ? matcher.group() : signed;
    if (digits.length() > MAX_LENGTH) {
      return Optional.empty();
    }
    BigDecimal number = new BigDecimal(digits.replace(",", ""));
    return Optional.of(signed == null ? number : number.negate());
  }
}
