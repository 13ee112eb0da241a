package dev.millrace.job.score.math;

import dev.millrace.job.score.math.Tokens.Commas;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/** Two answers read as text, as tokens and as trees, and compared by the first that suffices. */
final class Reading {
  private static final Pattern SPACE = Pattern.compile("\\s++");
  private static final Pattern DECIMAL_COMMA =
      Pattern.compile("-?(?:0,[0-9]++|[0-9]++,(?![0-9]{3}$)[0-9]++)");
  private static final Pattern DECIMAL_POINT = Pattern.compile("-?[0-9]*+\\.[0-9]++");
  private static final Pattern CAPITALISED = Pattern.compile("\\b[A-Z][a-z]{2,}+\\b");
  private static final Pattern WORDS =
      Pattern.compile("\\\\(?:text|mbox|textbf|textit|mathrm|textrm)\\s*+|[{}~]");

  private Reading() {}

  static boolean isReadable(String plain) {
    return tree(plain, Commas.TIGHT).isPresent();
  }

  /** Whether an answer says what the reference says; both as {@link Plain} writes them. */
  static boolean same(String reference, String answer) {
    if (reference.isEmpty() || answer.isEmpty()) {
      return false;
    }
    if (words(reference).equals(words(answer)) && reference.length() <= Tokens.MAX_LENGTH) {
      return true;
    }
    if (DECIMAL_POINT.matcher(reference).matches() && DECIMAL_COMMA.matcher(answer).matches()) {
      return same(reference, answer.replace(',', '.'));
    }
    if (DECIMAL_COMMA.matcher(reference).matches() && DECIMAL_POINT.matcher(answer).matches()) {
      return same(reference.replace(',', '.'), answer);
    }
    if (sameTokens(reference, answer)) {
      return true;
    }
    Optional<Node> expected = tree(reference, Commas.TIGHT);
    if (expected.isEmpty()) {
      return false;
    }
    Optional<Node> given = tree(answer, commas(reference, answer));
    return given.isPresent() && Equivalence.of(expected.get(), given.get());
  }

  /**
   * How commas of the answer are read, so that both sides are read in one way: 58, 500 is a number
   * beside 58,500, and 2,100 two of them beside 2, 100.
   */
  private static Commas commas(String reference, String answer) {
    try {
      if (Tokens.of(reference, Commas.TIGHT).joined()) {
        return Commas.ANY;
      }
      List<Token> tokens = Tokens.of(reference, Commas.TIGHT).list();
      boolean separates = tokens.stream().anyMatch(token -> token.is(","));
      boolean spaced = answer.contains(", ");
      return separates && !spaced ? Commas.NONE : Commas.TIGHT;
    } catch (UnreadableException e) {
      return Commas.TIGHT;
    }
  }

  private static boolean sameTokens(String reference, String answer) {
    try {
      List<Token> tokens = Tokens.of(reference, Commas.TIGHT).list();
      return !tokens.isEmpty() && tokens.equals(Tokens.of(answer, Commas.TIGHT).list());
    } catch (UnreadableException e) {
      return false;
    }
  }

  private static Optional<Node> tree(String plain, Commas commas) {
    try {
      return Optional.of(AnswerParser.parse(Tokens.of(plain, commas).list()));
    } catch (UnreadableException | UndefinedException e) {
      return Optional.empty();
    }
  }

  /** Words without their typesetting; without the capital a sentence begins with. Else the text. */
  private static String words(String plain) {
    if (plain.length() > Tokens.MAX_LENGTH) {
      return plain;
    }
    String text = SPACE.matcher(plain).replaceAll(" ");
    String bare = SPACE.matcher(WORDS.matcher(text).replaceAll("")).replaceAll(" ").strip();
    if (bare.length() == 3 && bare.startsWith("(") && bare.endsWith(")")) {
      bare = bare.substring(1, 2);
    }
    // Without its braces, \frac{1}{23} would be \frac{12}{3}.
    boolean prose = bare.chars().allMatch(c -> " ,.'-".indexOf(c) >= 0 || Character.isLetter(c));
    if (!prose || bare.isEmpty()) {
      return text;
    }
    return CAPITALISED.matcher(bare).replaceAll(word -> word.group().toLowerCase(Locale.ROOT));
  }
}
