package dev.millrace.job.feedback;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The sources of the feedback that was used last, so that no one dominates. With T of them in the
 * window, n different ones, a source that has a of them is let in while
 *
 * <pre>a + 1 ≤ max(share · (T + 1), T / n + 1, 20)</pre>
 *
 * <p>The second term is an equal part: without it, fewer than 1 / share sources would shut one
 * another out. It is the smaller one as soon as more sources speak. The third is for a beginning
 * with few: of a full window it is 2 %. The window is counted in records and not in time: a source
 * that speaks while all others are asleep uses up its part and has to wait for them.
 */
final class FairShare {
  /** Feedback records that are looked back on. */
  static final int WINDOW = 1_000;

  /** What every source may have of the window. */
  private static final int FREE = 20;

  private final double share;
  private final ArrayDeque<String> used = new ArrayDeque<>();
  private final Map<String, Integer> counts = new HashMap<>();

  /**
   * @param share in [0, 1]
   * @param used sources of the feedback that was used last, oldest first
   */
  FairShare(double share, Iterable<String> used) {
    this.share = share;
    used.forEach(this::push);
  }

  /** Whether one more of a source may be used; if so, it is. */
  boolean admit(String source) {
    int own = counts.getOrDefault(source, 0);
    int total = used.size();
    if (total == WINDOW) {
      // The oldest makes room, whoever is let in.
      total--;
      own -= source.equals(used.peekFirst()) ? 1 : 0;
    }
    double equalPart = total / (double) Math.max(1, counts.size()) + 1;
    if (own + 1 > Math.max(FREE, Math.max(share * (total + 1), equalPart))) {
      return false;
    }
    push(source);
    return true;
  }

  private void push(String source) {
    if (used.size() == WINDOW) {
      counts.computeIfPresent(used.removeFirst(), (key, count) -> count == 1 ? null : count - 1);
    }
    used.addLast(source);
    counts.merge(source, 1, Integer::sum);
  }

  /** Sources of the feedback that was used last, oldest first. */
  List<String> used() {
    return new ArrayList<>(used);
  }
}
