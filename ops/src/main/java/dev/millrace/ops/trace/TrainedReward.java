package dev.millrace.ops.trace;

import dev.millrace.schemas.SlotRecord;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What one response was trained with, by the ledger.
 *
 * @param channels by name; null when the ledger does not have them
 * @param reward null when the group was in no step, or the response was left out
 * @param leftOut whether nobody could judge it
 */
record TrainedReward(
    @Nullable Map<String, Float> channels, @Nullable Float reward, boolean leftOut) {

  /**
   * What a slot says of a response.
   *
   * @param slot null when the group was in no step
   * @param response its place in the group
   */
  static TrainedReward of(@Nullable SlotRecord slot, int response) {
    if (slot == null || response >= slot.rewards().length) {
      return new TrainedReward(null, null, false);
    }
    boolean leftOut = Float.isNaN(slot.rewards()[response]);
    Map<String, Float> channels = new TreeMap<>();
    slot.channels()
        .forEach(
            (name, values) -> {
              if (!Float.isNaN(values[response])) {
                channels.put(name, values[response]);
              }
            });
    return new TrainedReward(
        slot.channels().isEmpty() ? null : channels,
        leftOut ? null : slot.rewards()[response],
        leftOut);
  }
}
