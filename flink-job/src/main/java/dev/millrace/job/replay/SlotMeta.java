package dev.millrace.job.replay;

/**
 * What is known of a slot without reading its group.
 *
 * @param place where the slot is in its life
 * @param effective whether the gate channel varies inside the group
 * @param lineage lineage of the oldest version that sampled a token of the group
 * @param step step of that version
 * @param spread standard deviation of the rewards of the group
 * @param timesUsed how often the group was trained
 */
public record SlotMeta(
    Place place, boolean effective, long lineage, long step, float spread, int timesUsed) {

  /** The stages of a slot. */
  public enum Place {
    /** Arrived, not yet in a batch. */
    WAITING,
    /** Dropped when it arrived; waits only to be counted in the statistics of the next batch. */
    COUNTED,
    /** Remembered: was in a batch and may fill holes of later ones. */
    HELD
  }

  /** The same slot after it was in a batch, trained once more. */
  SlotMeta trained() {
    return new SlotMeta(Place.HELD, effective, lineage, step, spread, timesUsed + 1);
  }

  /** The same slot after it was in a batch that did not train it. */
  SlotMeta remembered() {
    return new SlotMeta(Place.HELD, effective, lineage, step, spread, timesUsed);
  }
}
