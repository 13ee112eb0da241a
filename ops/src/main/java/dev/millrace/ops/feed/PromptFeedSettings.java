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
 */
public record PromptFeedSettings(
    String bootstrap,
    String promptsTopic,
    String consumerGroup,
    int shards,
    int readyPerShard,
    Duration lookEvery) {
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
  }
}
