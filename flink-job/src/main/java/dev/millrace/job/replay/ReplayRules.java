package dev.millrace.job.replay;

import dev.millrace.job.settings.StreamSettings;
import java.io.Serializable;
import java.time.Duration;

/**
 * What replay goes by in one shard: the options of the room, scaled to the shard.
 *
 * @param slots B/S
 * @param capacity groups that the memory of a shard holds
 * @param maxAge largest age that is trained, fresh or replayed, in steps
 * @param lead batches that may be emitted ahead of the trained step
 * @param fill what goes into holes
 * @param ineffective what becomes of ineffective slots
 * @param tau decay of the weighted draw, in steps
 * @param maxWaiting slots that may wait in a shard; 0 is unbounded
 * @param fillOnlyTimeout after which a starving shard emits what it has; zero is never
 * @param seed of the weighted draw
 * @param recorded whether the stream of slots ends, and each shard says so
 */
record ReplayRules(
    int slots,
    int capacity,
    int maxAge,
    int lead,
    Fill fill,
    Ineffective ineffective,
    double tau,
    int maxWaiting,
    Duration fillOnlyTimeout,
    long seed,
    boolean recorded)
    implements Serializable {

  static ReplayRules of(StreamSettings stream, ReplaySettings settings) {
    return new ReplayRules(
        stream.slotsPerShard(),
        settings.capacityBatches() * stream.slotsPerShard(),
        settings.maxAge(),
        settings.lead(),
        settings.fill(),
        settings.ineffective(),
        settings.tau(),
        settings.maxWaiting(),
        settings.fillOnlyTimeout(),
        stream.seed(),
        stream.recording() != null);
  }

  /** The emission gate: whether the j-th batch may leave. */
  boolean isOpen(long sequence, long trained) {
    return sequence < trained + lead;
  }

  /** Whether memory takes a group that was in a batch. */
  boolean remembers(boolean effective) {
    return fill != Fill.NONE && (effective || fill == Fill.ANY);
  }

  /** Whether a fresh group in its place is trained. */
  boolean trains(boolean effective) {
    return effective || ineffective == Ineffective.KEEP;
  }
}
