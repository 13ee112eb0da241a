package dev.millrace.job.score;

import dev.millrace.job.settings.Option;
import dev.millrace.job.settings.OptionValues;
import java.io.Serializable;
import java.util.List;

/**
 * Options of the room {@code score}.
 *
 * @param weights how channels become the reward
 */
public record ScoreSettings(RewardWeights weights) implements Serializable {
  static final Option<RewardWeights> REWARD =
      new Option<>(
          "millrace.score.reward",
          "channel weights such as 'correct=1,format=0.1'",
          "correct=1",
          "The reward that is trained on, as a weighted sum of the verifier's channels.",
          RewardWeights::parse);

  /** The options of this room. */
  public static final List<Option<?>> OPTIONS = List.of(REWARD);

  public static ScoreSettings from(OptionValues values) {
    return new ScoreSettings(values.get(REWARD));
  }
}
