package dev.millrace.job.score.math;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/** The tokens of an answer; notations that mean the same give the same tokens. */
final class Tokens {
  /** What a comma between groups of three digits is, outside of brackets. */
  enum Commas {
    /** A part of the number unless a space follows it. */
    TIGHT,
    /** A part of the number. */
    ANY,
    /** A separator. */
    NONE
  }

  /** Longer texts are no answers. */
  static final int MAX_LENGTH = 2000;

  private static final int MAX_NESTING = 4;
  private static final Pattern SPACED =
      Pattern.compile("-?[1-9][0-9]{0,2}(?: [0-9]{3})++(?:\\.[0-9]++)?");

  private final String text;
  private final Commas commas;
  private final boolean prose;
  private final List<Token> tokens = new ArrayList<>();
  private int at;
  private int depth;
  private int nesting;
  private boolean joined;

  private Tokens(String text, Commas commas, boolean prose, int nesting) {
    this.text = text;
    this.commas = commas;
    this.prose = prose;
    this.nesting = nesting;
  }

  /**
   * Tokens of a text.
   *
   * @param list the tokens
   * @param joined whether a plain comma was taken as a part of a number
   */
  record Read(List<Token> list, boolean joined) {}

  static Read of(String plain, Commas commas) throws UnreadableException {
    if (plain.length() > MAX_LENGTH) {
      throw new UnreadableException("longer than " + MAX_LENGTH);
    }
    // Spaces between groups of digits are separators only where there is nothing else.
    String text = SPACED.matcher(plain).matches() ? plain.replace(" ", "") : plain;
    Tokens tokens = new Tokens(text, commas, false, 0);
    tokens.run();
    return new Read(List.copyOf(tokens.tokens), tokens.joined);
  }

  private void run() throws UnreadableException {
    while (at < text.length()) {
      char c = text.charAt(at);
      if (Character.isWhitespace(c) || c == '~') {
        at++;
      } else if (isDigit(c)
          || (c == '.' && at + 1 < text.length() && isDigit(text.charAt(at + 1)))) {
        number();
      } else if (isLetter(c)) {
        letters();
      } else if (c == '\\') {
        command();
      } else {
        sign(c);
      }
    }
  }

  private void number() throws UnreadableException {
    Numeral number = Numeral.at(text, at, depth > 0 ? Commas.NONE : commas);
    add(Token.Type.NUMBER, number.literal());
    joined |= number.joined();
    at = number.end();
  }

  private void letters() throws UnreadableException {
    int end = at;
    while (end < text.length() && isLetter(text.charAt(end))) {
      end++;
    }
    String run = text.substring(at, end);
    at = end;
    boolean afterNumber =
        !tokens.isEmpty()
            && (tokens.get(tokens.size() - 1).type() == Token.Type.NUMBER
                || tokens.get(tokens.size() - 1).type() == Token.Type.WORD
                || tokens.get(tokens.size() - 1).is("}"));
    Optional<Token> meaning = Words.token(run);
    if (meaning.isPresent()) {
      tokens.add(meaning.get());
      return;
    }
    if (run.length() > 1 && !prose && run.chars().allMatch(c -> c <= 'Z')) {
      // Points of a figure or an order of letters; a product would not keep the order.
      add(Token.Type.NAME, run);
    } else if ((prose && run.length() > 1)
        || run.length() > 3
        || (afterNumber && Units.SHORT_UNITS.contains(run))) {
      add(Token.Type.WORD, run);
    } else {
      run.chars().forEach(letter -> add(Token.Type.NAME, String.valueOf((char) letter)));
    }
  }

  private void command() throws UnreadableException {
    at++;
    if (at >= text.length()) {
      throw new UnreadableException("backslash at the end");
    }
    char c = text.charAt(at);
    if (!isLetter(c)) {
      at++;
      switch (c) {
        case '{' -> open("\\{");
        case '}' -> close("\\}");
        case '%' -> add(Token.Type.SIGN, "%");
        case '$' -> add(Token.Type.SIGN, "$");
        case '\\' -> add(Token.Type.SIGN, "\\\\");
        case '|' -> add(Token.Type.SIGN, "|");
        case ',', '!', ';', ':', ' ', '\n', '-' -> {}
        default -> throw new UnreadableException("unknown sign \\" + c);
      }
      return;
    }
    int end = at;
    while (end < text.length() && isLetter(text.charAt(end))) {
      end++;
    }
    String name = text.substring(at, end);
    at = end;
    if (Words.LOOKS.contains(name)) {
      if (name.equals("left") || name.equals("right")) {
        skipEmptyDelimiter();
      }
    } else if (Words.TEXTS.contains(name)) {
      nested(argument(), true);
    } else if (Words.FACES.contains(name)) {
      nested(argument(), false);
    } else if (name.equals("mathbb") || name.equals("overline") || name.equals("vec")) {
      add(Token.Type.NAME, name + ":" + argument().strip());
    } else if (name.equals("begin") || name.equals("end")) {
      environment(name, argument().strip());
    } else if (name.equals("infin")) {
      add(Token.Type.NAME, "infty");
    } else {
      String meaning = Words.command(name);
      if (Words.FUNCTIONS.contains(meaning)) {
        add(Token.Type.FUNCTION, meaning);
      } else if (meaning.equals("\\{") || meaning.equals("[") || meaning.equals("(")) {
        open(meaning);
      } else if (meaning.equals("\\}") || meaning.equals("]") || meaning.equals(")")) {
        close(meaning);
      } else {
        add(Words.SIGNS.contains(meaning) ? Token.Type.SIGN : Token.Type.NAME, meaning);
      }
    }
  }

  private void skipEmptyDelimiter() {
    if (at < text.length() && text.charAt(at) == '.') {
      at++;
    }
  }

  private void environment(String name, String kind) throws UnreadableException {
    if (!kind.endsWith("matrix") && !kind.equals("array")) {
      throw new UnreadableException("environment " + kind);
    }
    if (kind.equals("array") && name.equals("begin")) {
      argument();
    }
    depth += name.equals("begin") ? 1 : -1;
    // A determinant is not the matrix.
    add(
        Token.Type.SIGN,
        name + (kind.startsWith("v") || kind.startsWith("V") ? " determinant" : ""));
  }

  private void nested(String inner, boolean asProse) throws UnreadableException {
    if (nesting >= MAX_NESTING) {
      throw new UnreadableException("texts in texts");
    }
    String trimmed = inner.strip();
    boolean afterNumber =
        !tokens.isEmpty() && tokens.get(tokens.size() - 1).type() == Token.Type.NUMBER;
    if (asProse && afterNumber && Units.LETTER_UNITS.contains(trimmed)) {
      add(Token.Type.WORD, trimmed);
      return;
    }
    Tokens part = new Tokens(trimmed, commas, asProse && trimmed.length() > 1, nesting + 1);
    part.depth = depth;
    part.run();
    tokens.addAll(part.tokens);
    joined |= part.joined;
  }

  private String argument() throws UnreadableException {
    while (at < text.length() && Character.isWhitespace(text.charAt(at))) {
      at++;
    }
    if (at < text.length() && text.charAt(at) != '{') {
      return text.substring(at, ++at);
    }
    int end = Braces.end(text, at);
    if (end < 0) {
      throw new UnreadableException("unbalanced braces");
    }
    String inner = text.substring(at + 1, end);
    at = end + 1;
    return inner;
  }

  private void sign(char c) throws UnreadableException {
    at++;
    String two = at < text.length() ? text.substring(at - 1, at + 1) : "";
    switch (two) {
      case "<=" -> two("le");
      case ">=" -> two("ge");
      case "!=" -> two("ne");
      case "**" -> two("^");
      default -> one(c);
    }
  }

  private void two(String sign) {
    at++;
    add(Token.Type.SIGN, sign);
  }

  private void one(char c) throws UnreadableException {
    switch (c) {
      case '(', '[' -> open(String.valueOf(c));
      case ')', ']' -> close(String.valueOf(c));
      case ';' -> add(Token.Type.SIGN, ",");
      case '+',
          '-',
          '*',
          '/',
          '^',
          '_',
          '{',
          '}',
          '|',
          ',',
          ':',
          '=',
          '<',
          '>',
          '!',
          '%',
          '&',
          '\'' ->
          add(Token.Type.SIGN, String.valueOf(c));
      default -> throw new UnreadableException("unknown sign " + c);
    }
  }

  private void open(String bracket) {
    depth++;
    add(Token.Type.SIGN, bracket);
  }

  private void close(String bracket) {
    depth--;
    add(Token.Type.SIGN, bracket);
  }

  private void add(Token.Type type, String name) {
    tokens.add(new Token(type, name));
  }

  static boolean isDigit(char c) {
    return c >= '0' && c <= '9';
  }

  private static boolean isLetter(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
  }
}
