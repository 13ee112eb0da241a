package dev.millrace.job.score;

import dev.millrace.job.score.code.CodeSettings;
import dev.millrace.job.score.judge.JudgeSettings;
import dev.millrace.job.score.lane.LaneSettings;
import dev.millrace.job.score.remote.RemoteSettings;
import dev.millrace.job.score.reward.Combination;
import dev.millrace.job.score.reward.NoiseRates;
import dev.millrace.job.score.reward.RewardFormula;
import dev.millrace.job.settings.Option;
import dev.millrace.job.settings.OptionValues;
import java.io.Serializable;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Options of the room {@code score}.
 *
 * @param combination how channels become the reward
 * @param lanes how verifiers without bounds are asked
 * @param waitingBytes memory of the groups of a subtask that wait for a verifier, about
 * @param unscored what becomes of a group when a response of it cannot be judged
 * @param code how programs are run
 * @param remote how other processes are asked
 * @param judge the model that judges
 */
public record ScoreSettings(
    Combination combination,
    LaneSettings lanes,
    int waitingBytes,
    UnscoredPolicy unscored,
    CodeSettings code,
    RemoteSettings remote,
    JudgeSettings judge)
    implements Serializable {
  public static final Option<RewardFormula> REWARD =
      new Option<>(
          "millrace.score.reward",
          "channel weights such as 'correct=1,format=0.1 if correct,overlong(4096,1024)=1'",
          "correct=1",
          "The reward that is trained on: a weighted sum of channels; a term with 'if' counts only"
              + " where that channel is 1. docs/verifiers.md.",
          RewardFormula::parse);

  public static final Option<NoiseRates> NOISE =
      new Option<>(
          "millrace.score.noise",
          "rates such as 'math=0.01/0.05' (verifier=false positives/false negatives)",
          "",
          "Known error rates of verifiers, corrected in the reward; refused where that changes"
              + " nothing.",
          NoiseRates::parse);

  static final Option<UnscoredPolicy> UNSCORED =
      Option.oneOf(
          "millrace.score.unscored",
          UnscoredPolicy.DROP_GROUP,
          UnscoredPolicy.class,
          "What becomes of a group when a response of it cannot be judged: drop-group, or"
              + " score-rest, which leaves the response out while two others remain.");

  static final Option<Integer> WAITING =
      Option.size(
          "millrace.score.waiting",
          "128 mb",
          "Memory of the groups that wait for a verifier in each subtask, about; with more of them no"
              + " group is read.");

  /** The options of this room. */
  public static final List<Option<?>> OPTIONS = options();

  private static List<Option<?>> options() {
    List<Option<?>> options = new ArrayList<>(List.of(REWARD, NOISE, UNSCORED, WAITING));
    options.addAll(LaneSettings.OPTIONS);
    options.addAll(CodeSettings.OPTIONS);
    options.addAll(RemoteSettings.OPTIONS);
    options.addAll(JudgeSettings.OPTIONS);
    return List.copyOf(options);
  }

  /** How long a verifier without bounds may take over one response. */
  public Duration verifierTimeout() {
    return lanes.deadline();
  }

  public static ScoreSettings from(OptionValues values) {
    return new ScoreSettings(
        new Combination(values.get(REWARD), values.get(NOISE)),
        LaneSettings.from(values),
        values.get(WAITING),
        values.get(UNSCORED),
        CodeSettings.from(values),
        RemoteSettings.from(values),
        JudgeSettings.from(values));
  }

  /** The settings of a command line that says nothing. */
  public static ScoreSettings defaults() {
    return from(OptionValues.of(Map.of()));
  }

  /** The settings of one of several instances that spend the judge's budget together. */
  public ScoreSettings sharedBy(int instances) {
    return new ScoreSettings(
        combination, lanes, waitingBytes, unscored, code, remote, judge.sharedBy(instances));
  }
}
