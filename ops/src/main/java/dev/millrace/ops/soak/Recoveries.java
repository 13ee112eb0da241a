package dev.millrace.ops.soak;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;

/** How long the next finished step took after each failure, in milliseconds. */
final class Recoveries {
  private final Map<KillKind, List<OptionalLong>> kills = new EnumMap<>(KillKind.class);

  /**
   * Figures of some failures.
   *
   * @param count how many
   * @param medianMillis to the next step, the lower one of two in the middle
   * @param maxMillis the longest
   */
  record Summary(int count, long medianMillis, long maxMillis) {
    static Summary of(List<OptionalLong> kills) {
      long[] sorted = kills.stream().flatMapToLong(OptionalLong::stream).sorted().toArray();
      return sorted.length == 0
          ? new Summary(kills.size(), 0, 0)
          : new Summary(kills.size(), sorted[(sorted.length - 1) / 2], sorted[sorted.length - 1]);
    }
  }

  /**
   * Counts a failure.
   *
   * @param recoveredMillis to the next step; empty where no step was left to be trained
   */
  void add(KillKind kind, OptionalLong recoveredMillis) {
    kills.computeIfAbsent(kind, k -> new ArrayList<>()).add(recoveredMillis);
  }

  /** Over all kinds. */
  Summary overall() {
    return Summary.of(kills.values().stream().flatMap(List::stream).toList());
  }

  /** By kind, in the order of their declaration. */
  Map<KillKind, Summary> byKind() {
    Map<KillKind, Summary> summaries = new EnumMap<>(KillKind.class);
    kills.forEach((kind, times) -> summaries.put(kind, Summary.of(times)));
    return summaries;
  }
}
