package dev.millrace.ops.ledger;

import dev.millrace.schemas.WeightVersion;
import java.util.Collections;
import java.util.NavigableMap;
import java.util.TreeMap;

/**
 * How far each lineage survived. A restart begins a lineage that continues from a checkpoint, so
 * the lineages before it survive up to the step before its first one: cut(L) = min over later
 * lineages of (first step - 1).
 *
 * <p>Told, in any order, of every step that was recorded and of the versions that are known.
 */
public final class LineageCuts {
  private final TreeMap<Long, Long> firsts = new TreeMap<>();
  private final TreeMap<Long, Long> lasts = new TreeMap<>();

  /** Takes note of a recorded step. */
  public void step(long lineage, long step) {
    firsts.merge(lineage, step, Math::min);
    lasts.merge(lineage, step, Math::max);
  }

  /** Takes note of a version: it is what is known of a lineage that has trained nothing yet. */
  public void version(WeightVersion version) {
    // The first version of a lineage repeats the step that it continues from.
    if (version.parentLineage() != version.lineage() || version.step() == 0) {
      firsts.merge(version.lineage(), version.step() + 1, Math::min);
    }
    lasts.merge(version.lineage(), version.step(), Math::max);
  }

  /**
   * Last surviving step of every lineage that was heard of; its own last, where no later lineage
   * cut it.
   */
  public NavigableMap<Long, Long> byLineage() {
    NavigableMap<Long, Long> cuts = new TreeMap<>();
    long cut = Long.MAX_VALUE;
    for (var last : lasts.descendingMap().entrySet()) {
      long lineage = last.getKey();
      cuts.put(lineage, Math.min(cut, last.getValue()));
      cut = Math.min(cut, firsts.getOrDefault(lineage, Long.MAX_VALUE) - 1);
    }
    return Collections.unmodifiableNavigableMap(cuts);
  }
}
