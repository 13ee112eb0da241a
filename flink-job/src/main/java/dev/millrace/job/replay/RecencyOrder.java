package dev.millrace.job.replay;

import java.util.List;
import java.util.NavigableMap;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/**
 * Fill in the order of recency: the newest remembered groups first. POPO, Mao et al. 2026, arXiv
 * 2606.01281; slot numbers grow with arrival, so the newest is the last key.
 */
final class RecencyOrder {
  /** Age from which the ablation {@link Fill#STALE} takes groups, in steps. */
  static final int STALE_STEPS = 10;

  private RecencyOrder() {}

  /**
   * The newest slots that are eligible.
   *
   * @param held remembered slots of earlier batches
   * @param holes how many are wanted
   * @param eligible which may be taken
   * @return at most {@code holes} slot numbers, newest first
   */
  static List<Long> newestFirst(
      NavigableMap<Long, SlotMeta> held, int holes, Predicate<SlotMeta> eligible) {
    return held.descendingMap().entrySet().stream()
        .filter(entry -> eligible.test(entry.getValue()))
        .limit(holes)
        .map(entry -> entry.getKey())
        .collect(Collectors.toList());
  }
}
