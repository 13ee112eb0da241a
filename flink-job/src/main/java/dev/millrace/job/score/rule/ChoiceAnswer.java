package dev.millrace.job.score.rule;

import com.google.re2j.Matcher;
import com.google.re2j.Pattern;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * The letter of a multiple-choice answer. The first of these places that the text has decides, and
 * of several of one kind the last:
 *
 * <ol>
 *   <li>what stands in {@code \boxed{…}} or between {@code <answer>} and {@code </answer>};
 *   <li>what follows "answer is", "answer:", "option is" and the like, on the same line;
 *   <li>the last line, when it is a letter alone or begins with one as lists do: {@code (B)},
 *       {@code B.}, {@code B) text};
 *   <li>the whole text, when it is the text of an option.
 * </ol>
 *
 * <p>A place names a letter by the letter alone, in brackets or not, or by the text of an option.
 * Letters are upper case; lower case counts where nothing else stands in the place. {@code A} and
 * {@code I} are words too, so a word after them makes them none. A place that goes on to another
 * letter ("A or B") names none, and no later kind of place is asked.
 */
final class ChoiceAnswer {
  /** Longer texts are looked at from here to their end. */
  static final int MAX_TEXT = 100_000;

  private static final String DECORATION = "[\\s*_`$\"'({\\[]*";
  private static final Pattern CUE =
      Pattern.compile(
          "(?i)(?:answer|choice|option)(?:\\s+(?:is|would\\s+be|must\\s+be|should\\s+be)"
              + "(?:\\s+(?:option|choice))?|\\s*:|\\s*=)\\s*:?");
  private static final Pattern NAMED =
      Pattern.compile("^" + DECORATION + "([A-Z])(?:[)\\]}*_`$\"'.:,;!?]|\\s|$)(.*)$");
  private static final Pattern ALONE =
      Pattern.compile("^" + DECORATION + "([A-Za-z])[\\s*_`$\"')}\\].:,;!]*$");
  private static final Pattern LISTED =
      Pattern.compile("^[\\s*_`]*(?:\\(([A-Z])\\)|([A-Z])[).:])(?:[*_`]*\\s.*|[*_`]*)$");
  private static final Pattern HEDGE =
      Pattern.compile("^[\\s*_`)\\]}$\"']*(?:or|and|/|,)\\s*[*_`(\\[]*([A-Z])(?:[^A-Za-z].*)?$");
  private static final Pattern WRAPPED = Pattern.compile("^\\\\(?:text|mathrm|textbf)\\{(.*)\\}$");

  private final List<String> options;
  private final int letters;

  /**
   * Of a question with some options.
   *
   * @param options their texts, in the order of the letters; empty when unknown
   * @param letters how many letters there are; 1 to 26
   */
  ChoiceAnswer(List<String> options, int letters) {
    this.options = options.stream().map(ChoiceAnswer::normal).toList();
    this.letters = letters;
  }

  /** The letter that a response names; empty when it names none. */
  Optional<Character> of(String response) {
    String text =
        response.length() > MAX_TEXT ? response.substring(response.length() - MAX_TEXT) : response;
    Optional<String> marked = marked(text);
    if (marked.isPresent()) {
      return place(marked.get());
    }
    Matcher cue = CUE.matcher(text);
    String named = null;
    while (cue.find()) {
      int line = text.indexOf('\n', cue.end());
      named = text.substring(cue.end(), line < 0 ? text.length() : line);
    }
    if (named != null) {
      Optional<Character> letter = place(named);
      // "The answer is as follows" is no place: what follows is.
      if (letter.isPresent() || NAMED.matcher(named).find()) {
        return letter;
      }
    }
    String lastLine = text.strip().substring(text.strip().lastIndexOf('\n') + 1).strip();
    Matcher listed = LISTED.matcher(lastLine);
    if (listed.find()) {
      return known(listed.group(1) == null ? listed.group(2) : listed.group(1));
    }
    Matcher alone = ALONE.matcher(lastLine);
    return alone.find() ? known(alone.group(1)) : optionText(text);
  }

  /** The letter or option that is named by a reference, which is one of them and nothing else. */
  Optional<Character> ofReference(String reference) {
    Matcher alone = ALONE.matcher(reference.strip());
    return alone.find() ? known(alone.group(1)) : optionText(reference);
  }

  private static Optional<String> marked(String text) {
    int box = text.lastIndexOf("\\boxed{");
    int tag = text.lastIndexOf("<answer>");
    if (box > tag) {
      int depth = 0;
      for (int i = box + "\\boxed".length(); i < text.length(); i++) {
        depth += text.charAt(i) == '{' ? 1 : text.charAt(i) == '}' ? -1 : 0;
        if (depth == 0) {
          return Optional.of(text.substring(box + "\\boxed{".length(), i));
        }
      }
      return Optional.empty();
    }
    int end = tag < 0 ? -1 : text.indexOf("</answer>", tag);
    return end < 0 ? Optional.empty() : Optional.of(text.substring(tag + "<answer>".length(), end));
  }

  private Optional<Character> place(String text) {
    String content = text.strip();
    Matcher wrapped = WRAPPED.matcher(content);
    if (wrapped.find()) {
      content = wrapped.group(1).strip();
    }
    Optional<Character> option = optionText(content);
    if (option.isPresent()) {
      return option;
    }
    Matcher alone = ALONE.matcher(content);
    if (alone.find()) {
      return known(alone.group(1));
    }
    Matcher named = NAMED.matcher(content);
    if (!named.find()) {
      return Optional.empty();
    }
    char letter = named.group(1).charAt(0);
    String rest = named.group(2);
    int after = named.end(1);
    boolean word =
        (letter == 'A' || letter == 'I')
            && Character.isWhitespace(content.charAt(after))
            && !rest.isBlank()
            && Character.isLetter(rest.strip().codePointAt(0));
    Matcher hedge = HEDGE.matcher(content.substring(after));
    boolean hedged = hedge.find() && known(hedge.group(1)).isPresent();
    return word || hedged ? Optional.empty() : known(named.group(1));
  }

  private Optional<Character> known(String letter) {
    char upper = letter.toUpperCase(Locale.ROOT).charAt(0);
    return upper - 'A' < letters ? Optional.of(upper) : Optional.empty();
  }

  private Optional<Character> optionText(String text) {
    int index = options.indexOf(normal(text));
    return index < 0 ? Optional.empty() : Optional.of((char) ('A' + index));
  }

  private static String normal(String text) {
    String folded = text.toLowerCase(Locale.ROOT).strip().replaceAll("\\s++", " ");
    return folded.endsWith(".") ? folded.substring(0, folded.length() - 1) : folded;
  }
}
