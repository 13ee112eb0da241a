package dev.millrace.job.recompute;

import dev.millrace.job.score.reward.Combination;
import dev.millrace.schemas.ResponseGroup;
import dev.millrace.schemas.SlotRecord;
import dev.millrace.schemas.StepRecord;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The rewards of a recorded step, made again from its recorded channels: r_i = formula(channels_i).
 * No verifier is asked, because what waits for people or for other services says something else the
 * second time.
 */
final class RecordedRewards {
  private RecordedRewards() {}

  /**
   * Rewards that the formula does not make of their channels. A slot without channels says nothing.
   *
   * @param groups the group of a slot; slots whose group is missing are passed over
   */
  static List<Difference> differences(
      StepRecord record,
      Function<SlotRecord, @Nullable ResponseGroup> groups,
      Combination combination) {
    List<Difference> differences = new ArrayList<>();
    for (SlotRecord slot : record.slots()) {
      ResponseGroup group = slot.channels().isEmpty() ? null : groups.apply(slot);
      for (int i = 0; group != null && i < slot.rewards().length; i++) {
        float again = reward(group, slot, i, combination);
        if (Float.compare(again, slot.rewards()[i]) != 0) {
          differences.add(
              new Difference(
                  record.step(),
                  "reward of response " + i + " of group " + slot.groupId(),
                  String.valueOf(slot.rewards()[i]),
                  again + " by millrace.score.reward from " + channels(slot, i)));
        }
      }
    }
    return differences;
  }

  private static float reward(
      ResponseGroup group, SlotRecord slot, int response, Combination combination) {
    Map<String, Float> channels = channels(slot, response);
    return channels.isEmpty() ? Float.NaN : combination.reward(group.prompt(), channels);
  }

  private static Map<String, Float> channels(SlotRecord slot, int response) {
    Map<String, Float> channels = new TreeMap<>();
    slot.channels()
        .forEach(
            (name, values) -> {
              if (!Float.isNaN(values[response])) {
                channels.put(name, values[response]);
              }
            });
    return channels;
  }
}
