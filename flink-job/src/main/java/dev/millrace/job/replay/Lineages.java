package dev.millrace.job.replay;

import java.util.HashMap;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;

/**
 * The weight versions that replay has heard of, as far as it matters: per lineage, what it
 * continues and the newest step. Later lineages fence earlier ones.
 */
final class Lineages {
  private final NavigableMap<Long, LineageSteps> byLineage;
  private final Map<Long, Long> surviving; // lineage of the surviving history -> its last step

  /** Lineages by number; the map is not copied. */
  Lineages(NavigableMap<Long, LineageSteps> byLineage) {
    this.byLineage = byLineage;
    this.surviving = surviving(byLineage);
  }

  static Lineages none() {
    return new Lineages(new TreeMap<>());
  }

  /** Whether any version was heard of. */
  boolean any() {
    return !byLineage.isEmpty();
  }

  /** Steps that the newest lineage has trained; 0 before any version. */
  long trained() {
    return byLineage.isEmpty() ? 0 : byLineage.lastEntry().getValue().newest();
  }

  /**
   * Where a version stands in the surviving history, which is the newest lineage with what it
   * continues: its own step, or, when the history left its line earlier, the step at which it did.
   * A version of another pipeline shares no history with this one; its own step is all there is.
   */
  long survivingStep(long lineage, long step) {
    long at = lineage;
    long shared = step;
    while (true) {
      Long last = surviving.get(at);
      if (last != null) {
        return Math.min(shared, last);
      }
      LineageSteps steps = byLineage.get(at);
      if (steps == null || steps.parent() >= at) {
        return step;
      }
      shared = Math.min(shared, steps.start());
      at = steps.parent();
    }
  }

  private static Map<Long, Long> surviving(NavigableMap<Long, LineageSteps> byLineage) {
    Map<Long, Long> surviving = new HashMap<>();
    if (byLineage.isEmpty()) {
      return surviving;
    }
    long at = byLineage.lastKey();
    long last = Long.MAX_VALUE;
    surviving.put(at, last);
    LineageSteps steps = byLineage.get(at);
    while (steps != null && steps.parent() < at) {
      at = steps.parent();
      last = Math.min(last, steps.start());
      surviving.put(at, last);
      steps = byLineage.get(at);
    }
    return surviving;
  }
}
