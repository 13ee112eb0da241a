package dev.millrace.job.score;

import java.io.Serializable;
import java.util.Map;
import java.util.TreeMap;

/**
 * The combination of channels into a reward: r = Σ_c weight_c · channel_c, absent channels counting
 * nothing.
 *
 * @param byChannel weight of each channel
 */
public record RewardWeights(Map<String, Float> byChannel) implements Serializable {
  public RewardWeights {
    byChannel = new TreeMap<>(byChannel);
  }

  /** Weights as one types them: {@code correct=1,format=0.1}. */
  public static RewardWeights parse(String text) {
    Map<String, Float> weights = new TreeMap<>();
    for (String part : text.split(",", -1)) {
      String[] nameAndWeight = part.strip().split("=", 2);
      float weight = Float.parseFloat(nameAndWeight[1]);
      if (nameAndWeight[0].isEmpty() || !Float.isFinite(weight)) {
        throw new IllegalArgumentException(part);
      }
      weights.put(nameAndWeight[0], weight);
    }
    return new RewardWeights(weights);
  }

  /** The reward of one response; summed in the order of the names. */
  float reward(Map<String, Float> channels) {
    double reward = 0;
    for (Map.Entry<String, Float> weight : byChannel.entrySet()) {
      reward += weight.getValue() * (double) channels.getOrDefault(weight.getKey(), 0f);
    }
    return (float) reward;
  }
}
