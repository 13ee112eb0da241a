package dev.millrace.job.filter;

import dev.millrace.job.score.ResponseScore;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The gate: a group teaches something when its gate channel has non-zero variance, that is, when
 * two of its responses differ in it. Gating on {@code correct} and not on the shaped reward keeps a
 * bonus for form from making an all-wrong group look effective.
 */
final class Gate {
  private Gate() {}

  /** Whether every scored response has the channel. */
  static boolean knows(List<ResponseScore> scores, String channel) {
    return scores.stream()
        .allMatch(score -> !score.isScored() || score.channels().containsKey(channel));
  }

  /**
   * Whether the channel varies among the scored responses.
   *
   * @param scores [G], each with the channel or unscored
   */
  static boolean isEffective(List<ResponseScore> scores, String channel) {
    Set<@Nullable Float> values = new HashSet<>();
    for (ResponseScore score : scores) {
      if (score.isScored()) {
        values.add(score.channels().get(channel));
      }
    }
    return values.size() > 1;
  }
}
