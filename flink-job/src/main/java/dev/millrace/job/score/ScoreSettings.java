package dev.millrace.job.score;

import dev.millrace.job.settings.InvalidOptionException;
import dev.millrace.job.settings.Option;
import dev.millrace.job.settings.OptionValues;
import java.io.Serializable;
import java.time.Duration;
import java.util.List;

/**
 * Options of the room {@code score}.
 *
 * @param weights how channels become the reward
 * @param verifierTimeout after which a verifier without bounds is given up; positive
 */
public record ScoreSettings(RewardWeights weights, Duration verifierTimeout)
    implements Serializable {
  static final Option<RewardWeights> REWARD =
      new Option<>(
          "millrace.score.reward",
          "channel weights such as 'correct=1,format=0.1'",
          "correct=1",
          "The reward that is trained on, as a weighted sum of the verifier's channels.",
          RewardWeights::parse);

  static final Option<Duration> VERIFIER_TIMEOUT =
      Option.duration(
          "millrace.score.verifier-timeout",
          "10 s",
          "How long a verifier may take over one response; later, its group is unscored.");

  /** The options of this room. */
  public static final List<Option<?>> OPTIONS = List.of(REWARD, VERIFIER_TIMEOUT);

  public ScoreSettings {
    if (verifierTimeout.isZero()) {
      throw new InvalidOptionException(VERIFIER_TIMEOUT.key() + " must be > 0, was '0'");
    }
  }

  public static ScoreSettings from(OptionValues values) {
    return new ScoreSettings(values.get(REWARD), values.get(VERIFIER_TIMEOUT));
  }
}
