package dev.millrace.job.score.rule;

/** The search for a phrase in a text, linear in both, whatever they are made of. */
final class Phrase {
  private Phrase() {}

  /**
   * Whether a text has a phrase, by the algorithm of Knuth, Morris and Pratt (1977).
   *
   * @param phrase not empty
   * @param words whether a letter or digit that touches the place makes it none
   */
  static boolean isIn(String text, String phrase, boolean words) {
    int[] border = borders(phrase);
    int matched = 0;
    for (int i = 0; i < text.length(); i++) {
      while (matched > 0 && text.charAt(i) != phrase.charAt(matched)) {
        matched = border[matched - 1];
      }
      if (text.charAt(i) == phrase.charAt(matched)) {
        matched++;
      }
      if (matched == phrase.length()) {
        if (!words || standsAlone(text, i + 1 - matched, i + 1)) {
          return true;
        }
        matched = border[matched - 1];
      }
    }
    return false;
  }

  /** The length of the longest proper prefix of each prefix that is its suffix as well. */
  private static int[] borders(String phrase) {
    int[] border = new int[phrase.length()];
    int length = 0;
    for (int i = 1; i < border.length; i++) {
      while (length > 0 && phrase.charAt(i) != phrase.charAt(length)) {
        length = border[length - 1];
      }
      if (phrase.charAt(i) == phrase.charAt(length)) {
        length++;
      }
      border[i] = length;
    }
    return border;
  }

  private static boolean standsAlone(String text, int begin, int end) {
    return (begin == 0 || !Character.isLetterOrDigit(text.codePointBefore(begin)))
        && (end == text.length() || !Character.isLetterOrDigit(text.codePointAt(end)));
  }
}
