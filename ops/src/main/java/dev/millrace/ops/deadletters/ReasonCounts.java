package dev.millrace.ops.deadletters;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * How many letters there are of each kind of reason: reasons that differ in their numbers and ids
 * only are one kind, written with {@code *} in their places.
 */
final class ReasonCounts {
  private static final Pattern PARTICULAR =
      Pattern.compile("(?<=group )\\S+?(?=:)|\"[^\"]*\"|\\b[0-9a-f]{16,}\\b|-?\\d+");

  private ReasonCounts() {}

  /** The kind of a reason. */
  static String kind(String reason) {
    return PARTICULAR.matcher(reason).replaceAll("*");
  }

  /** Counts by stage and kind, the most frequent first. */
  static Map<String, Integer> of(List<LetterBox.Letter> letters) {
    Map<String, Integer> counts = new LinkedHashMap<>();
    letters.forEach(
        l -> counts.merge(l.letter().stage() + ": " + kind(l.letter().reason()), 1, Integer::sum));
    List<Map.Entry<String, Integer>> sorted = new ArrayList<>(counts.entrySet());
    sorted.sort(Map.Entry.<String, Integer>comparingByValue(Comparator.reverseOrder()));
    Map<String, Integer> result = new LinkedHashMap<>();
    sorted.forEach(entry -> result.put(entry.getKey(), entry.getValue()));
    return result;
  }
}
