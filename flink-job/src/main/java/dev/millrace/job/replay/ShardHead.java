package dev.millrace.job.replay;

/**
 * The counters of one shard.
 *
 * @param nextSlot number of the next slot that arrives
 * @param nextSequence j, the sequence number of the next batch
 * @param consumedOffset first offset that no batch has taken
 * @param starvingSequence the batch that the last timer found the gate open for, -1 when none
 * @param armed whether the timer of the shard runs
 * @param ending how far the shard of a recorded run is from its end
 */
public record ShardHead(
    long nextSlot,
    long nextSequence,
    long consumedOffset,
    long starvingSequence,
    boolean armed,
    Ending ending) {

  /** A shard of which nothing is known yet. */
  static final ShardHead NEW = new ShardHead(0, 0, 0, -1, false, Ending.OPEN);

  /** The stages of the end of a shard. */
  public enum Ending {
    /** More slots may come. */
    OPEN,
    /** No slot will come; those that wait may still make batches. */
    EXHAUSTED,
    /** No batch will come, and the end mark has left. */
    MARKED
  }

  ShardHead arrived() {
    return new ShardHead(
        nextSlot + 1, nextSequence, consumedOffset, starvingSequence, armed, ending);
  }

  ShardHead emitted(long consumed) {
    return new ShardHead(nextSlot, nextSequence + 1, consumed, -1, armed, ending);
  }

  ShardHead starving(long sequence) {
    return new ShardHead(nextSlot, nextSequence, consumedOffset, sequence, armed, ending);
  }

  ShardHead withTimer() {
    return new ShardHead(nextSlot, nextSequence, consumedOffset, starvingSequence, true, ending);
  }

  ShardHead with(Ending stage) {
    return new ShardHead(nextSlot, nextSequence, consumedOffset, starvingSequence, armed, stage);
  }
}
