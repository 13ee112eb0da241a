package dev.millrace.job.replay;

import java.util.List;

/**
 * The part of one shard in one training step.
 *
 * @param shard the shard
 * @param sequence j: the batch is trained on the weights of step j and makes step j + 1
 * @param slots fresh slots and holes in arrival order, then fills in the order of preference
 * @param fresh statistics of the groups that arrived, whatever of them is trained
 * @param held groups that the shard remembers after this batch
 * @param consumedOffset first offset of the shard that no batch up to this one has taken
 * @param end whether this is no batch but the end mark: the shard has no batch of this sequence and
 *     none after it
 */
public record TrainingBatch(
    int shard,
    long sequence,
    List<BatchSlot> slots,
    FreshStatistics fresh,
    int held,
    long consumedOffset,
    boolean end) {

  /** The mark behind the last batch of a shard. */
  static TrainingBatch endMark(int shard, long sequence, long consumedOffset) {
    return new TrainingBatch(
        shard, sequence, List.of(), FreshStatistics.NONE, 0, consumedOffset, true);
  }
}
