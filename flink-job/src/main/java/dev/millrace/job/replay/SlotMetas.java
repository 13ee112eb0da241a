package dev.millrace.job.replay;

import dev.millrace.job.credit.CreditedGroup;
import dev.millrace.job.filter.Slot;
import dev.millrace.schemas.Response;
import dev.millrace.schemas.VersionSpan;

/** What is worth knowing of a slot when it arrives. */
final class SlotMetas {
  private SlotMetas() {}

  /**
   * Metadata of a slot that has just arrived. A group across a weight swap is as old as the oldest
   * version that sampled a token of it.
   */
  static SlotMeta of(Slot slot, Ineffective ineffective) {
    CreditedGroup group = slot.group();
    long lineage = Long.MAX_VALUE;
    long step = Long.MAX_VALUE;
    for (Response response : group.scored().received().group().responses()) {
      for (VersionSpan span : response.spans()) {
        if (span.lineage() < lineage || (span.lineage() == lineage && span.step() < step)) {
          lineage = span.lineage();
          step = span.step();
        }
      }
    }
    boolean counted = !slot.effective() && ineffective == Ineffective.REPLACE;
    return new SlotMeta(
        counted ? SlotMeta.Place.COUNTED : SlotMeta.Place.WAITING,
        slot.effective(),
        lineage,
        step,
        spread(group.scored().rewards()),
        0);
  }

  /** Unbiased standard deviation of the rewards, [G]; those that are NaN were left out. */
  static float spread(float[] rewards) {
    int scored = 0;
    for (float reward : rewards) {
      scored += Float.isNaN(reward) ? 0 : 1;
    }
    double mean = 0;
    for (float reward : rewards) {
      mean += Float.isNaN(reward) ? 0 : reward / (double) scored;
    }
    double squares = 0;
    for (float reward : rewards) {
      squares += Float.isNaN(reward) ? 0 : (reward - mean) * (reward - mean);
    }
    return (float) Math.sqrt(squares / (scored - 1));
  }
}
