package dev.millrace.job.filter;

import dev.millrace.job.score.ResponseScore;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The gate: a group teaches something when its gate channel has non-zero variance, that is, when
 * two of its responses differ in it. Gating on {@code correct} and not on the shaped reward keeps a
 * bonus for form from making an all-wrong group look effective.
 */
final class Gate {
  private Gate() {}

  /** Whether every response has the channel. */
  static boolean knows(List<ResponseScore> scores, String channel) {
    return scores.stream().allMatch(score -> score.channels().containsKey(channel));
  }

  /**
   * Whether the channel varies.
   *
   * @param scores [G], each with the channel
   */
  static boolean isEffective(List<ResponseScore> scores, String channel) {
    @Nullable Float first = scores.get(0).channels().get(channel);
    return scores.stream().anyMatch(score -> !Objects.equals(score.channels().get(channel), first));
  }
}
