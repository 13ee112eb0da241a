package dev.millrace.job.score;

import java.util.Map;

/**
 * What the verifier found in one response.
 *
 * @param channels named rewards, each finite
 * @param reward their combination, which the policy is trained on; finite
 */
public record ResponseScore(Map<String, Float> channels, float reward) {
  public ResponseScore {
    if (!Float.isFinite(reward)) {
      throw new IllegalArgumentException("reward " + reward + " of channels " + channels);
    }
  }
}
