package dev.millrace.job.score.math;

import java.util.Map;
import java.util.regex.Pattern;

/** The notation that tokens are read from: no delimiters of mathematics, no other alphabets. */
final class Plain {
  private static final Map<Character, String> SIGNS =
      Map.ofEntries(
          Map.entry('\u2212', "-"),
          Map.entry('\u2013', "-"),
          Map.entry('\u00d7', "\\times "),
          Map.entry('\u00b7', "\\cdot "),
          Map.entry('\u22c5', "\\cdot "),
          Map.entry('\u00f7', "\\div "),
          Map.entry('\u2215', "/"),
          Map.entry('\u221a', "\\sqrt "),
          Map.entry('\u03c0', "\\pi "),
          Map.entry('\u221e', "\\infty "),
          Map.entry('\u2264', "\\le "),
          Map.entry('\u2265', "\\ge "),
          Map.entry('\u2260', "\\ne "),
          Map.entry('\u2248', "\\approx "),
          Map.entry('\u222a', "\\cup "),
          Map.entry('\u2229', "\\cap "),
          Map.entry('\u2208', "\\in "),
          Map.entry('\u2205', "\\emptyset "),
          Map.entry('\u211d', "\\mathbb{R}"),
          Map.entry('\u00b1', "\\pm "),
          Map.entry('\u00b0', "^\\circ "),
          Map.entry('\u00b2', "^2"),
          Map.entry('\u00b3', "^3"),
          Map.entry('\u2019', "'"),
          Map.entry('\u2032', "'"),
          Map.entry('\u20ac', "\\$"),
          Map.entry('\u00bd', "\\frac{1}{2}"),
          Map.entry('\u00a0', " "),
          Map.entry('\u2009', " "),
          Map.entry('\u202f', " "));

  private static final Pattern DOUBLED =
      Pattern.compile("\\\\\\\\(?:left|right|d?frac|sqrt|text|pi|boxed|cdot|times)(?![a-zA-Z])");
  private static final Pattern SINGLE = Pattern.compile("(?<!\\\\)\\\\(?!\\\\)");

  private Plain() {}

  /**
   * The text in ASCII signs, without {@code $}, {@code \(}, {@code \[}, emphasis of Markdown, and
   * the full stop at its end.
   */
  static String of(String written) {
    String text = unescaped(written);
    StringBuilder plain = new StringBuilder(text.length() + 16);
    for (int at = 0; at < text.length(); at++) {
      char c = text.charAt(at);
      if (c == '\\' && at + 1 < text.length()) {
        char next = text.charAt(++at);
        if ("()[]".indexOf(next) < 0) {
          plain.append(c).append(next);
        } else {
          plain.append(' ');
        }
      } else if (c == '$') {
        plain.append(' ');
      } else {
        plain.append(SIGNS.getOrDefault(c, String.valueOf(c)));
      }
    }
    return withoutEnd(plain.toString().replace("**", " ").strip());
  }

  /** A text that was escaped once too often: every backslash is doubled, also before commands. */
  private static String unescaped(String text) {
    return DOUBLED.matcher(text).find() && !SINGLE.matcher(text).find()
        ? text.replace("\\\\", "\\")
        : text;
  }

  private static String withoutEnd(String text) {
    int end = text.length();
    while (end > 0 && ".,;: \n\t".indexOf(text.charAt(end - 1)) >= 0 && !isSpacing(text, end)) {
      end--;
    }
    return text.substring(0, end);
  }

  private static boolean isSpacing(String text, int end) {
    return end > 1 && text.charAt(end - 2) == '\\';
  }
}
