package dev.millrace.job.score.reward;

import java.io.Serializable;
import java.util.Map;

/**
 * One summand of a reward: weight · channel, and 0 where its condition does not hold.
 *
 * @param channel name of the channel; a response without it has 0
 * @param weight finite
 * @param condition the channel that must be whole, at least 1, for the term to count; empty for
 *     none
 */
public record RewardTerm(String channel, float weight, String condition) implements Serializable {

  /** What the term adds to the reward of a response. */
  double value(Map<String, Float> channels, Map<String, Float> conditions) {
    boolean counts = condition.isEmpty() || conditions.getOrDefault(condition, 0f) >= 1f;
    return counts ? weight * (double) channels.getOrDefault(channel, 0f) : 0;
  }

  @Override
  public String toString() {
    return channel + "=" + weight + (condition.isEmpty() ? "" : " if " + condition);
  }
}
