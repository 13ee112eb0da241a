package dev.millrace.job.score;

import dev.millrace.job.ingest.ReceivedGroup;
import java.util.List;

/**
 * A group with one score a response.
 *
 * @param received the group and its origin
 * @param scores [G], in the order of the responses
 */
public record ScoredGroup(ReceivedGroup received, List<ResponseScore> scores) {
  public ScoredGroup {
    int responses = received.group().responses().size();
    if (scores.size() != responses) {
      throw new IllegalArgumentException(
          "group "
              + received.group().groupId()
              + ": "
              + scores.size()
              + " scores for "
              + responses
              + " responses");
    }
  }

  /** The reward of each response, [G]. */
  public float[] rewards() {
    float[] rewards = new float[scores.size()];
    for (int i = 0; i < rewards.length; i++) {
      rewards[i] = scores.get(i).reward();
    }
    return rewards;
  }
}
