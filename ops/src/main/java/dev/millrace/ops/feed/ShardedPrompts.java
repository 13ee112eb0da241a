package dev.millrace.ops.feed;

import dev.millrace.ops.task.PromptSource;
import dev.millrace.schemas.Prompt;
import dev.millrace.schemas.topics.Shards;

/**
 * The prompts of a run, dealt to shards: shard s gets, in order, those prompts of the run whose id
 * hashes to s. What a shard gets therefore depends on nothing but the source, the seed and the
 * number of shards, and a feed that starts again goes on where it was by counting.
 *
 * <p>Each shard looks through the run on its own; nothing is kept, however uneven the hash. Steps
 * take equally many groups of every shard, so prompts in a thin shard come round more often.
 */
final class ShardedPrompts {

  // A source of a handful of prompts may miss a shard; a procedural one never does for so long.
  private static final int LONGEST_SEARCH = 1_000_000;

  private final PromptSource source;
  private final long seed;
  private final long[] positions;

  /**
   * The deal, at its beginning.
   *
   * @param shards number of shards
   */
  ShardedPrompts(PromptSource source, long seed, int shards) {
    this.source = source;
    this.seed = seed;
    this.positions = new long[shards];
  }

  /**
   * The next prompt of a shard.
   *
   * @throws IllegalStateException when no prompt falls to the shard
   */
  Prompt next(int shard) {
    for (int looked = 0; looked < LONGEST_SEARCH; looked++) {
      Prompt prompt = source.prompt(seed, positions[shard]++);
      if (Shards.of(prompt.promptId(), positions.length) == shard) {
        return prompt;
      }
    }
    throw new IllegalStateException(
        source.name()
            + " has no prompt for shard "
            + shard
            + " of "
            + positions.length
            + ": give more prompts, or fewer shards");
  }

  /** Passes over the first prompts of a shard. */
  void skip(int shard, long count) {
    for (long i = 0; i < count; i++) {
      next(shard);
    }
  }
}
