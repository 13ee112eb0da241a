package dev.millrace.job.score;

import java.util.Map;

/**
 * What the verifiers found in one response.
 *
 * @param channels named rewards, each finite; empty when the response was left out
 * @param reward their combination, which the policy is trained on; finite, or NaN when the response
 *     was left out because nobody could judge it
 */
public record ResponseScore(Map<String, Float> channels, float reward) {
  /** The score of a response that was left out. It is not 0: nothing is known of it. */
  public static final ResponseScore UNSCORED = new ResponseScore(Map.of(), Float.NaN);

  public ResponseScore {
    if (Float.isInfinite(reward) || (Float.isNaN(reward) && !channels.isEmpty())) {
      throw new IllegalArgumentException("reward " + reward + " of channels " + channels);
    }
  }

  /** Whether the response was judged, and hence is trained. */
  public boolean isScored() {
    return !Float.isNaN(reward);
  }
}
