package dev.millrace.job.replay;

import java.util.NavigableMap;
import java.util.TreeMap;

/**
 * The weight versions that replay has heard of, as far as it matters: per lineage, the step from
 * which it continues and the newest step. Later lineages fence earlier ones.
 */
final class Lineages {
  private final NavigableMap<Long, LineageSteps> byLineage;

  /** Lineages by number; the map is not copied. */
  Lineages(NavigableMap<Long, LineageSteps> byLineage) {
    this.byLineage = byLineage;
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
   * Where a version stands in the surviving history: its own step, or, when a later lineage
   * continued from before it, the step at which that lineage did.
   */
  long survivingStep(long lineage, long step) {
    long surviving = step;
    for (LineageSteps later : byLineage.tailMap(lineage, false).values()) {
      surviving = Math.min(surviving, later.start());
    }
    return surviving;
  }
}
