package dev.millrace.server.chat.jinja;

import java.util.ArrayList;
import java.util.List;

/**
 * Cuts a template into text and the words of its tags. Blank space around tags goes as transformers
 * sets it: the line break behind a block tag, and the blanks before one that begins its line.
 */
final class Lexer {
  private static final List<String> OPERATORS =
      List.of(
          "**", "//", "==", "!=", "<=", ">=", "+", "-", "*", "/", "%", "~", "<", ">", "=", ".", ",",
          ":", "|", "(", ")", "[", "]", "{", "}");

  private final String source;
  private final List<Token> tokens = new ArrayList<>();
  private int at;
  private int line = 1;
  private boolean lineStarts = true;
  private boolean stripNext;

  private Lexer(String source) {
    this.source = source;
  }

  static List<Token> tokens(String template) {
    String source = template.replace("\r\n", "\n").replace('\r', '\n');
    Lexer lexer =
        new Lexer(source.endsWith("\n") ? source.substring(0, source.length() - 1) : source);
    lexer.run();
    return lexer.tokens;
  }

  private void run() {
    while (at < source.length()) {
      int open = nextTag();
      text(open);
      if (open < source.length()) {
        tag(source.charAt(open + 1));
      }
    }
    add(Token.Kind.END, "");
  }

  private int nextTag() {
    for (int i = source.indexOf('{', at); i >= 0 && i + 1 < source.length(); ) {
      char next = source.charAt(i + 1);
      if (next == '{' || next == '%' || next == '#') {
        return i;
      }
      i = source.indexOf('{', i + 1);
    }
    return source.length();
  }

  /** Adds the text up to a tag, without the blanks that its tags take away. */
  private void text(int end) {
    String text = source.substring(at, end);
    if (stripNext) {
      String stripped = text.stripLeading();
      if (stripped.length() < text.length()) {
        lineStarts = text.charAt(text.length() - stripped.length() - 1) == '\n';
      }
      text = stripped;
      stripNext = false;
    }
    if (end < source.length()) {
      char sign = end + 2 < source.length() ? source.charAt(end + 2) : ' ';
      if (sign == '-') {
        text = text.stripTrailing();
      } else if (sign != '+' && source.charAt(end + 1) != '{') {
        int lineBegin = text.lastIndexOf('\n') + 1;
        if ((lineBegin > 0 || lineStarts) && text.substring(lineBegin).isBlank()) {
          text = text.substring(0, lineBegin);
        }
      }
    }
    if (!text.isEmpty()) {
      add(Token.Kind.TEXT, text);
    }
    count(end);
  }

  private void count(int to) {
    for (int i = at; i < to; i++) {
      line += source.charAt(i) == '\n' ? 1 : 0;
    }
    at = to;
  }

  private void tag(char kind) {
    at += 2;
    if (at < source.length() && (source.charAt(at) == '-' || source.charAt(at) == '+')) {
      at++;
    }
    if (kind == '#') {
      int end = source.indexOf("#}", at);
      if (end < 0) {
        throw wrong("a comment that does not end");
      }
      boolean strip = source.charAt(end - 1) == '-';
      count(end);
      close(2, strip, true);
      return;
    }
    boolean block = kind == '%';
    add(block ? Token.Kind.BLOCK : Token.Kind.VALUE, "");
    words(block ? "%}" : "}}", block);
    add(block ? Token.Kind.BLOCK_END : Token.Kind.VALUE_END, "");
  }

  private void words(String end, boolean block) {
    int depth = 0;
    while (at < source.length()) {
      char c = source.charAt(at);
      if (Character.isWhitespace(c)) {
        count(at + 1);
        continue;
      }
      if (depth == 0) {
        boolean signed = (c == '-' || c == '+') && source.startsWith(end, at + 1);
        if (signed || source.startsWith(end, at)) {
          close(signed ? 3 : 2, signed && c == '-', block && c != '+');
          return;
        }
      }
      depth += "([{".indexOf(c) >= 0 ? 1 : ")]}".indexOf(c) >= 0 ? -1 : 0;
      word(c);
    }
    throw wrong("a tag that does not end");
  }

  private void close(int length, boolean strip, boolean block) {
    at += length;
    stripNext = strip;
    lineStarts = false;
    if (!strip && block && at < source.length() && source.charAt(at) == '\n') {
      count(at + 1);
      lineStarts = true;
    }
  }

  private void word(char c) {
    if (c == '\'' || c == '"') {
      string(c);
    } else if (Character.isDigit(c)) {
      number();
    } else if (Character.isLetter(c) || c == '_') {
      int end = at;
      while (end < source.length()
          && (Character.isLetterOrDigit(source.charAt(end)) || source.charAt(end) == '_')) {
        end++;
      }
      add(Token.Kind.NAME, source.substring(at, end));
      at = end;
    } else {
      String operator =
          OPERATORS.stream().filter(each -> source.startsWith(each, at)).findFirst().orElse("");
      if (operator.isEmpty()) {
        throw wrong("'" + c + "'");
      }
      add(Token.Kind.OPERATOR, operator);
      at += operator.length();
    }
  }

  private void number() {
    int end = at;
    while (end < source.length() && Character.isDigit(source.charAt(end))) {
      end++;
    }
    boolean fraction =
        end + 1 < source.length()
            && source.charAt(end) == '.'
            && Character.isDigit(source.charAt(end + 1));
    if (fraction) {
      end++;
      while (end < source.length() && Character.isDigit(source.charAt(end))) {
        end++;
      }
    }
    add(fraction ? Token.Kind.FRACTION : Token.Kind.INTEGER, source.substring(at, end));
    at = end;
  }

  private void string(char quote) {
    StringBuilder value = new StringBuilder();
    int i = at + 1;
    while (i < source.length() && source.charAt(i) != quote) {
      char c = source.charAt(i++);
      if (c != '\\' || i == source.length()) {
        value.append(c);
        continue;
      }
      char escaped = source.charAt(i++);
      switch (escaped) {
        case 'n' -> value.append('\n');
        case 't' -> value.append('\t');
        case 'r' -> value.append('\r');
        case '\\', '\'', '"' -> value.append(escaped);
        case 'u', 'x' -> {
          int digits = escaped == 'u' ? 4 : 2;
          value.append(hexadecimal(i, digits));
          i += digits;
        }
        default -> value.append('\\').append(escaped);
      }
    }
    if (i >= source.length()) {
      throw wrong("a text that does not end");
    }
    add(Token.Kind.STRING, value.toString());
    count(i + 1);
  }

  private char hexadecimal(int from, int digits) {
    try {
      return (char) Integer.parseInt(source.substring(from, from + digits), 16);
    } catch (NumberFormatException | StringIndexOutOfBoundsException e) {
      throw wrong("an escape that is none");
    }
  }

  private void add(Token.Kind kind, String text) {
    tokens.add(new Token(kind, text, line));
  }

  private TemplateException wrong(String what) {
    return new TemplateException("line " + line + ": " + what);
  }
}
