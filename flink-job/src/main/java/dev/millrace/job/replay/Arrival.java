package dev.millrace.job.replay;

import dev.millrace.job.filter.Slot;
import org.jspecify.annotations.Nullable;

/**
 * What reaches a shard: a slot, or only the word that the pipeline has begun, so that a shard
 * without groups has state and a timer as well.
 *
 * @param shard the shard
 * @param slot the slot; null when there is only the word
 */
public record Arrival(int shard, @Nullable Slot slot) {
  static Arrival of(Slot slot) {
    return new Arrival(slot.group().scored().received().partition(), slot);
  }
}
