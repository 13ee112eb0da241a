package dev.millrace.job.filter;

import dev.millrace.job.score.reward.RewardFormula;
import dev.millrace.job.settings.InvalidOptionException;
import dev.millrace.job.settings.Option;
import dev.millrace.job.settings.OptionValues;
import java.io.Serializable;
import java.util.List;

/**
 * Options of the room {@code filter}.
 *
 * @param gateChannel the reward channel whose variance makes a group effective
 */
public record FilterSettings(String gateChannel) implements Serializable {
  static final Option<String> GATE_CHANNEL =
      Option.required(
              "millrace.filter.gate-channel", "Channel whose variance makes a group effective.")
          .withDefault("correct");

  /** The options of this room. */
  public static final List<Option<?>> OPTIONS = List.of(GATE_CHANNEL);

  public FilterSettings {
    if (gateChannel.equals(RewardFormula.OVERLONG) || gateChannel.equals(RewardFormula.BREVITY)) {
      throw new InvalidOptionException(
          GATE_CHANNEL.key()
              + " must be a channel of a verifier, was '"
              + gateChannel
              + "': lengths would make a group look effective in which all are wrong");
    }
  }

  public static FilterSettings from(OptionValues values) {
    return new FilterSettings(values.get(GATE_CHANNEL));
  }
}
