package dev.millrace.schemas;

import java.util.Collections;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;

/**
 * One slot of a training step as the ledger keeps it.
 *
 * @param kind fresh, filled or hole
 * @param groupId the group in the slot
 * @param promptId its prompt
 * @param partition partition of the groups topic
 * @param offset offset in that partition
 * @param ageSteps step being trained minus step of the version that sampled the group
 * @param timesUsed how often the group has been trained, this time included; 0 for a hole that is
 *     not trained
 * @param rewards [G] reward of each response; NaN of one that was left out because nobody could
 *     judge it
 * @param channels [G] values of each reward channel, by its name in the order of the names; NaN
 *     where a response has no such channel. Empty where they are not recorded
 */
public record SlotRecord(
    SlotKind kind,
    String groupId,
    String promptId,
    int partition,
    long offset,
    int ageSteps,
    int timesUsed,
    float[] rewards,
    Map<String, float[]> channels) {
  public SlotRecord {
    // A checkpoint that was written before slots had channels restores with none. Sorted, because
    // equal slots have equal bytes, and a map that travelled has lost its order.
    channels =
        Collections.unmodifiableMap(new TreeMap<>(Objects.requireNonNullElse(channels, Map.of())));
    for (Map.Entry<String, float[]> channel : channels.entrySet()) {
      if (channel.getValue().length != rewards.length) {
        throw new IllegalArgumentException(
            "group "
                + groupId
                + ": channel "
                + channel.getKey()
                + " has "
                + channel.getValue().length
                + " values for "
                + rewards.length
                + " rewards");
      }
    }
  }

  /** The same slot without its channels. */
  public SlotRecord withoutChannels() {
    return new SlotRecord(
        kind, groupId, promptId, partition, offset, ageSteps, timesUsed, rewards, Map.of());
  }
}
