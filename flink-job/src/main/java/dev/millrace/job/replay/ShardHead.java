package dev.millrace.job.replay;

/**
 * The counters of one shard.
 *
 * @param nextSlot number of the next slot that arrives
 * @param nextSequence j, the sequence number of the next batch
 * @param consumedOffset first offset that no batch has taken
 * @param starvingSequence the batch that the last timer found the gate open for, -1 when none
 * @param armed whether the timer of the shard runs
 */
public record ShardHead(
    long nextSlot, long nextSequence, long consumedOffset, long starvingSequence, boolean armed) {

  /** A shard of which nothing is known yet. */
  static final ShardHead NEW = new ShardHead(0, 0, 0, -1, false);

  ShardHead arrived() {
    return new ShardHead(nextSlot + 1, nextSequence, consumedOffset, starvingSequence, armed);
  }

  ShardHead emitted(long consumed) {
    return new ShardHead(nextSlot, nextSequence + 1, consumed, -1, armed);
  }

  ShardHead starving(long sequence) {
    return new ShardHead(nextSlot, nextSequence, consumedOffset, sequence, armed);
  }

  ShardHead withTimer() {
    return new ShardHead(nextSlot, nextSequence, consumedOffset, starvingSequence, true);
  }
}
