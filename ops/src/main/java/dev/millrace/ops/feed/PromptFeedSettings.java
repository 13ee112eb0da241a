package dev.millrace.ops.feed;

import java.time.Duration;

/**
 * Where prompts go and how many lie ready.
 *
 * @param bootstrap addresses of the brokers
 * @param promptsTopic topic of the prompts
 * @param consumerGroup group under which generators commit what they have answered
 * @param shards partitions of the topic
 * @param readyPerShard prompts that lie ready in each shard, not yet answered
 * @param lookEvery time between two looks at what was answered
 * @param patience how long the broker may be away before the feed gives up
 */
public record PromptFeedSettings(
    String bootstrap,
    String promptsTopic,
    String consumerGroup,
    int shards,
    int readyPerShard,
    Duration lookEvery,
    Duration patience) {
  /** Longer than the restart of a broker or the outage of a network, and not for ever. */
  public static final Duration PATIENCE = Duration.ofMinutes(30);

  public PromptFeedSettings {
    if (shards < 1 || readyPerShard < 1) {
      throw new IllegalArgumentException(
          "a feed needs at least 1 shard and 1 prompt ready, was "
              + shards
              + " and "
              + readyPerShard);
    }
    if (lookEvery.isNegative() || lookEvery.isZero()) {
      throw new IllegalArgumentException("the feed must look every > 0 ms, was " + lookEvery);
    }
    if (patience.compareTo(lookEvery) < 0) {
      throw new IllegalArgumentException(
          "the feed must be patient for at least " + lookEvery + ", was " + patience);
    }
  }
}
