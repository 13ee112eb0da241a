package dev.millrace.job.score.math;

/** Balanced braces; those after a backslash are signs and do not count. */
final class Braces {
  private Braces() {}

  /** Where the group that opens at this place closes, or -1 when it does not. */
  static int end(String text, int open) {
    int depth = 0;
    for (int at = open; at < text.length(); at++) {
      char c = text.charAt(at);
      if (c == '\\') {
        at++;
      } else if (c == '{') {
        depth++;
      } else if (c == '}' && --depth == 0) {
        return at;
      }
      if (depth == 0) {
        return -1;
      }
    }
    return -1;
  }
}
