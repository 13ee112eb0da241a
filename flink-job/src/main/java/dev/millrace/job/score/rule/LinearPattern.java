package dev.millrace.job.score.rule;

import com.google.re2j.Matcher;
import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
import java.util.Optional;

/**
 * A regular expression whose work is bounded. The syntax is that of RE2: no back references and no
 * looking around, so that one search takes text length times pattern size; a backtracking matcher
 * needs a thread and a deadline instead, and a pattern that is slow on one hostile response would
 * leave its group unscored. All matches of a text may still take the square of its length, so the
 * characters that are read are counted, and a text that needs too many does not match.
 */
final class LinearPattern {
  /** Longest pattern, in characters. */
  static final int MAX_PATTERN = 1_000;

  /** Largest pattern, in instructions: a{1000} is short to write. */
  static final int MAX_SIZE = 500;

  /** Longest text that is searched, in characters; a longer one does not match. */
  static final int MAX_TEXT = 100_000;

  /** Characters read times instructions, of one text. */
  private static final long MAX_WORK = 200_000_000;

  private final Pattern pattern;

  private LinearPattern(Pattern pattern) {
    this.pattern = pattern;
  }

  /**
   * A pattern.
   *
   * @throws IllegalArgumentException that says why it is none
   */
  static LinearPattern compile(String text, boolean ignoreCase) {
    if (text.length() > MAX_PATTERN) {
      throw new IllegalArgumentException(
          "has " + text.length() + " characters, more than " + MAX_PATTERN);
    }
    Pattern pattern;
    try {
      pattern = Pattern.compile(text, ignoreCase ? Pattern.CASE_INSENSITIVE : 0);
    } catch (PatternSyntaxException e) {
      throw new IllegalArgumentException("is no RE2 pattern: " + e.getMessage(), e);
    }
    if (pattern.programSize() > MAX_SIZE) {
      throw new IllegalArgumentException(
          "is of size " + pattern.programSize() + ", more than " + MAX_SIZE);
    }
    return new LinearPattern(pattern);
  }

  boolean isIn(String text) {
    try {
      return text.length() <= MAX_TEXT && matcher(text).find();
    } catch (TooMuchWork e) {
      return false;
    }
  }

  boolean isWhole(String text) {
    try {
      return text.length() <= MAX_TEXT && matcher(text).matches();
    } catch (TooMuchWork e) {
      return false;
    }
  }

  /** The first group, or all, of the last match; empty when there is none. */
  Optional<String> last(String text) {
    if (text.length() > MAX_TEXT) {
      return Optional.empty();
    }
    String last = null;
    try {
      Matcher matcher = matcher(text);
      while (matcher.find()) {
        last = matcher.group(Math.min(1, pattern.groupCount()));
      }
    } catch (TooMuchWork e) {
      return Optional.empty();
    }
    return Optional.ofNullable(last);
  }

  private Matcher matcher(String text) {
    return pattern.matcher(new CountedText(text, MAX_WORK / Math.max(1, pattern.programSize())));
  }

  /** A text that ends the search once too many of its characters were read. */
  private static final class CountedText implements CharSequence {
    private final String text;
    private long left;

    CountedText(String text, long reads) {
      this.text = text;
      this.left = reads;
    }

    @Override
    public char charAt(int index) {
      if (left-- == 0) {
        throw new TooMuchWork();
      }
      return text.charAt(index);
    }

    @Override
    public int length() {
      return text.length();
    }

    @Override
    public CharSequence subSequence(int start, int end) {
      return text.subSequence(start, end);
    }

    @Override
    public String toString() {
      return text;
    }
  }

  private static final class TooMuchWork extends RuntimeException {
    TooMuchWork() {
      super("too many characters read", null, false, false);
    }
  }
}
