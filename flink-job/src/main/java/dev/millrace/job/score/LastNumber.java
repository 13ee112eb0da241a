package dev.millrace.job.score;

import java.math.BigDecimal;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The last decimal number of a text, the usual place of a final answer. Commas between groups of
 * three digits are part of a number; a minus sign is one unless something to subtract from stands
 * before it. Digits are ASCII only, and a number longer than {@value #MAX_LENGTH} characters is
 * none: the work is linear in the text.
 */
final class LastNumber {
  static final int MAX_LENGTH = 100;

  // Possessive quantifiers: no backtracking on hostile text.
  private static final Pattern NUMBER =
      Pattern.compile(
          "(?<![0-9)\\]}.])-?+(?:[0-9]{1,3}+(?:,[0-9]{3}(?![0-9]))++|[0-9]++)(?:\\.[0-9]++)?+"
              + "|(?:[0-9]{1,3}+(?:,[0-9]{3}(?![0-9]))++|[0-9]++)(?:\\.[0-9]++)?+");

  private LastNumber() {}

  static Optional<BigDecimal> of(String text) {
    Matcher matcher = NUMBER.matcher(text);
    String last = "";
    while (matcher.find()) {
      last = matcher.group();
    }
    if (last.isEmpty() || last.length() > MAX_LENGTH) {
      return Optional.empty();
    }
    return Optional.of(new BigDecimal(last.replace(",", "")));
  }
}
