package dev.millrace.ops.deadletters;

import dev.millrace.ops.deadletters.LetterBox.Letter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Which letters are sent again and which are not.
 *
 * @param send in the order of the letters
 * @param skipped origins that are left, and why
 */
record RedrivePlan(List<Letter> send, Map<String, String> skipped) {

  /**
   * Plans a redrive. A letter is sent once, unless it is asked for again; so is one that was sent
   * again and failed again, which has an origin of its own.
   *
   * @param letters that were asked for
   * @param redriven where a letter was sent again, by its origin
   * @param results origins that are themselves records which were sent again, and of which letter
   * @param again whether that is no reason to leave them
   */
  static RedrivePlan of(
      List<Letter> letters,
      Map<String, String> redriven,
      Map<String, String> results,
      boolean again) {
    List<Letter> send = new ArrayList<>();
    Map<String, String> skipped = new LinkedHashMap<>();
    for (Letter letter : letters) {
      String copy = redriven.get(letter.origin());
      String source = results.get(letter.origin());
      if (!again && copy != null) {
        skipped.put(letter.origin(), "was sent again before, as " + copy);
      } else if (!again && source != null) {
        skipped.put(letter.origin(), "is " + source + ", sent again, which failed again");
      } else {
        send.add(letter);
      }
    }
    return new RedrivePlan(send, skipped);
  }
}
