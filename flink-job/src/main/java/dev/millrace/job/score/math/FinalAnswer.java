package dev.millrace.job.score.math;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The place of a text where its answer stands. The first of these that is there: the last {@code
 * \boxed{…}}, together with the boxes that only "and", "or" or commas divide from it; what follows
 * the last "answer is" or "answer:"; the last formula of the last line, or that line when it is
 * short; the last number.
 */
final class FinalAnswer {
  /** What is searched: the end of the text. */
  static final int MAX_SEARCHED = 20_000;

  /** What is searched for formulas. */
  private static final int MAX_FORMULA_TEXT = 4_000;

  /** A line without formulas that is longer is a sentence, not an answer. */
  private static final int SHORT_LINE = 60;

  private static final int MAX_BOXES = 20;

  private static final Pattern BOX =
      Pattern.compile("\\\\f?boxed\\s*+(?=\\{)|\\\\framebox\\s*+(?=\\{)");
  private static final Pattern BARE_BOX = Pattern.compile("\\\\boxed\\s+([0-9A-Za-z]++)");
  private static final Pattern BETWEEN_BOXES =
      Pattern.compile("(?:[\\s$,;.]|\\\\[()\\[\\],;: ]|and|or|\\\\text\\{\\s*(?:and|or)\\s*\\})*+");
  private static final Pattern SAYS =
      Pattern.compile("(?i)\\b(?:answer\\s+is|answers\\s+are|answer\\s*:)\\s*+:?");
  // No formula has its own opening sign inside, so each character is looked at once or twice.
  private static final Pattern FORMULA =
      Pattern.compile(
          "\\$\\$((?:[^$\\\\]|\\\\.){1,2000}+)\\$\\$"
              + "|\\$((?:[^$\\\\]|\\\\.){1,2000}+)\\$"
              + "|\\\\\\(((?:[^\\\\]|\\\\[^()]){1,2000}+)\\\\\\)"
              + "|\\\\\\[((?:[^\\\\]|\\\\[^\\[\\]]){1,2000}+)\\\\\\]",
          Pattern.DOTALL);
  private static final Pattern SENTENCE_END = Pattern.compile("[.!?](?=\\s|$)|\\n|<\\|");
  private static final Pattern NUMBER =
      Pattern.compile("-?+[0-9]++(?:,[0-9]{3}(?![0-9]))*+(?:\\.[0-9]++)?+%?+");
  private static final Pattern AFTER_FORMULA =
      Pattern.compile("\\s*+((?:%|\\\\%|percent|pct|degrees|[a-z]+)(?:\\s+[a-z]+)?)?+[.\\s]*+");

  private FinalAnswer() {}

  /** The answer of a response, without its formula signs. */
  static Optional<String> of(String response) {
    String text = response.substring(Math.max(0, response.length() - MAX_SEARCHED));
    Optional<String> boxed = boxed(text);
    return boxed.isPresent() ? boxed : unboxed(text);
  }

  /** What only a box counts for. */
  static Optional<String> boxed(String text) {
    String end = text.substring(Math.max(0, text.length() - MAX_SEARCHED));
    List<int[]> boxes = new ArrayList<>();
    Matcher matcher = BOX.matcher(end);
    while (matcher.find()) {
      boxes.add(new int[] {matcher.start(), matcher.end()});
    }
    List<String> answers = new ArrayList<>();
    int next = -1;
    for (int i = boxes.size() - 1, tried = 0; i >= 0 && tried < MAX_BOXES; i--, tried++) {
      int close = Braces.end(end, boxes.get(i)[1]);
      if (close < 0) {
        continue;
      }
      if (next >= 0 && close > next) {
        // A box around the one that was found.
        break;
      }
      if (next >= 0 && !BETWEEN_BOXES.matcher(end).region(close + 1, next).matches()) {
        break;
      }
      answers.add(0, end.substring(boxes.get(i)[1] + 1, close));
      next = boxes.get(i)[0];
    }
    if (answers.isEmpty()) {
      Matcher bare = BARE_BOX.matcher(end);
      return bare.find() ? present(Plain.of(bare.group(1))) : Optional.empty();
    }
    return present(Plain.of(String.join(" , ", answers)));
  }

  private static Optional<String> unboxed(String text) {
    Matcher says = SAYS.matcher(text);
    int after = -1;
    while (says.find()) {
      after = says.end();
    }
    if (after >= 0) {
      return said(text.substring(after, Math.min(text.length(), after + MAX_FORMULA_TEXT)));
    }
    String line = lastLine(text);
    if (line.length() <= SHORT_LINE && FORMULA.matcher(line).results().count() < 2) {
      String plain = Plain.of(line);
      if (Reading.isReadable(plain) || !FORMULA.matcher(line).find()) {
        Optional<String> number = lastNumber(line);
        return Reading.isReadable(plain) || number.isEmpty() ? present(plain) : number;
      }
    }
    return lastFormula(line);
  }

  private static Optional<String> said(String rest) {
    String text = rest.strip();
    Matcher formula = FORMULA.matcher(text);
    if (formula.lookingAt()) {
      String unit = unitAfter(text, formula.end());
      return present(Plain.of(formula.group() + unit));
    }
    Matcher end = SENTENCE_END.matcher(text);
    String sentence = end.find() ? text.substring(0, end.start()) : text;
    String plain = Plain.of(sentence);
    if (Reading.isReadable(plain)) {
      return present(plain);
    }
    Matcher inside = FORMULA.matcher(sentence);
    return inside.find() ? present(Plain.of(inside.group())) : present(plain);
  }

  private static String unitAfter(String text, int end) {
    Matcher unit = AFTER_FORMULA.matcher(text).region(end, Math.min(text.length(), end + 40));
    String word = unit.matches() ? unit.group(1) : null;
    return word != null && Reading.isReadable("1 " + word) ? " " + word : "";
  }

  private static Optional<String> lastFormula(String line) {
    Matcher formula = FORMULA.matcher(line);
    String last = "";
    int end = 0;
    while (formula.find()) {
      last = formula.group();
      end = formula.end();
    }
    Optional<String> number = lastNumber(line.substring(end));
    return number.isPresent() || last.isEmpty()
        ? number
        : present(Plain.of(last + unitAfter(line, end)));
  }

  private static Optional<String> lastNumber(String line) {
    Matcher number = NUMBER.matcher(line);
    String last = "";
    while (number.find()) {
      last = number.group();
    }
    return present(last);
  }

  private static String lastLine(String text) {
    String stripped = text.strip();
    int cut = stripped.toLowerCase(Locale.ROOT).indexOf("<|im_");
    stripped = (cut > 0 ? stripped.substring(0, cut) : stripped).strip();
    // A formula may go over lines: the last line begins outside of one.
    int open = stripped.endsWith("$$") ? stripped.lastIndexOf("$$", stripped.length() - 3) : -1;
    int line = stripped.lastIndexOf('\n');
    int begin = open >= 0 ? Math.min(open, line + 1) : line + 1;
    return stripped.substring(Math.max(begin, stripped.length() - MAX_FORMULA_TEXT)).strip();
  }

  private static Optional<String> present(String text) {
    return text.isBlank() ? Optional.empty() : Optional.of(text);
  }
}
