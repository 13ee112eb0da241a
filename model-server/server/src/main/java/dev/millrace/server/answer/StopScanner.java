package dev.millrace.server.answer;

import java.util.List;

/**
 * Finds where a growing text stops: at the stop text that is complete first, of two that are
 * complete at once at the longer. Gives out nothing that could be the beginning of one. What is
 * given out does not depend on how the text arrives in pieces.
 */
final class StopScanner {
  private final List<String> stops;
  private final StringBuilder held = new StringBuilder();
  private boolean stopped;

  StopScanner(List<String> stops) {
    this.stops = stops;
  }

  /** The text that is certainly part of the answer by now, and was not given out before. */
  String push(String text) {
    if (stopped) {
      return "";
    }
    held.append(text);
    int begin = -1;
    int end = Integer.MAX_VALUE;
    for (String stop : stops) {
      int at = held.indexOf(stop);
      int until = at + stop.length();
      if (at >= 0 && (until < end || (until == end && at < begin))) {
        begin = at;
        end = until;
      }
    }
    stopped = begin >= 0;
    int sure = stopped ? begin : held.length() - beginning();
    String out = held.substring(0, sure);
    held.delete(0, stopped ? held.length() : sure);
    return out;
  }

  /** What was held back, when no more text comes. */
  String flush() {
    String out = held.toString();
    held.setLength(0);
    return out;
  }

  /** Whether a stop text has been found. */
  boolean stopped() {
    return stopped;
  }

  /** Length of the longest end of the text that is the beginning of a stop text. */
  private int beginning() {
    int longest = 0;
    for (String stop : stops) {
      int length = Math.min(stop.length() - 1, held.length());
      while (length > longest && !stop.startsWith(held.substring(held.length() - length))) {
        length--;
      }
      longest = Math.max(longest, length);
    }
    return longest;
  }
}
