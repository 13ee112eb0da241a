package dev.millrace.job.score;

import dev.millrace.job.ingest.ReceivedGroup;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

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

  /** The reward of each response, [G]; NaN where it was left out. */
  public float[] rewards() {
    float[] rewards = new float[scores.size()];
    for (int i = 0; i < rewards.length; i++) {
      rewards[i] = scores.get(i).reward();
    }
    return rewards;
  }

  /** The channels by name, each [G]; NaN where a response does not have it. */
  public Map<String, float[]> channels() {
    Map<String, float[]> channels = new TreeMap<>();
    for (int i = 0; i < scores.size(); i++) {
      for (Map.Entry<String, Float> channel : scores.get(i).channels().entrySet()) {
        channels.computeIfAbsent(channel.getKey(), name -> absent(scores.size()))[i] =
            channel.getValue();
      }
    }
    return channels;
  }

  private static float[] absent(int responses) {
    float[] values = new float[responses];
    Arrays.fill(values, Float.NaN);
    return values;
  }
}
