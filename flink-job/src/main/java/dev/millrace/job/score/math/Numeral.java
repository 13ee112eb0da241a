package dev.millrace.job.score.math;

import dev.millrace.job.score.math.Tokens.Commas;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A number as it is written at a place of a text.
 *
 * @param literal its digits without separators; {@code 0.(3)} has a repeating part
 * @param end where it ends in the text
 * @param joined whether a plain comma was taken as a part of it
 */
record Numeral(String literal, int end, boolean joined) {
  private static final int MAX_DIGITS = 400;

  // Always a thousands separator: {,} and a comma or nothing with a thin space.
  private static final String THIN = "(?:\\{,\\}|,\\s*\\\\!\\s*|\\\\[,;:]|\\\\ |~)";
  private static final Pattern DIGITS = Pattern.compile("[0-9]++");
  private static final Pattern WIDE = grouped(THIN);
  private static final Pattern TIGHT = grouped("(?:,|" + THIN + ")");
  private static final Pattern LOOSE = grouped("(?:,\\s*|" + THIN + ")");
  private static final Pattern DECIMALS = Pattern.compile("\\.[0-9]++");
  private static final Pattern REPEATING =
      Pattern.compile("(\\.?)\\\\overline\\s*+\\{([0-9]++)\\}");

  /** The number that begins at a digit, or at a point before one. */
  static Numeral at(String text, int start, Commas commas) throws UnreadableException {
    StringBuilder literal = new StringBuilder();
    boolean joined = false;
    int at = start;
    Matcher wide = match(WIDE, text, at);
    Matcher whole = match(pattern(commas), text, at);
    if (whole == null) {
      whole = match(DIGITS, text, at);
    }
    if (whole != null) {
      joined = whole.group().indexOf(',') >= 0 && (wide == null || wide.end() < whole.end());
      whole.group().chars().filter(c -> Tokens.isDigit((char) c)).forEach(literal::appendCodePoint);
      at = whole.end();
    }
    Matcher decimals = match(DECIMALS, text, at);
    if (decimals != null) {
      literal.append(decimals.group());
      at = decimals.end();
    }
    Matcher repeating = match(REPEATING, text, at);
    // Two digits under a line are a name unless a point stands before them.
    if (repeating != null && (decimals == null) == repeating.group(1).equals(".")) {
      literal.append(repeating.group(1)).append('(').append(repeating.group(2)).append(')');
      at = repeating.end();
    }
    if (literal.length() > MAX_DIGITS) {
      throw new UnreadableException("number of more than " + MAX_DIGITS + " digits");
    }
    return new Numeral(literal.charAt(0) == '.' ? "0" + literal : literal.toString(), at, joined);
  }

  private static Pattern grouped(String separator) {
    return Pattern.compile("[1-9][0-9]{0,2}(?:" + separator + "[0-9]{3}(?![0-9]))++");
  }

  private static Pattern pattern(Commas commas) {
    return switch (commas) {
      case NONE -> WIDE;
      case ANY -> LOOSE;
      default -> TIGHT;
    };
  }

  private static @Nullable Matcher match(Pattern pattern, String text, int at) {
    Matcher matcher = pattern.matcher(text);
    return matcher.region(at, text.length()).lookingAt() ? matcher : null;
  }
}
