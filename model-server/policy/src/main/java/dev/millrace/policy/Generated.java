package dev.millrace.policy;

import dev.millrace.schemas.FinishReason;

/**
 * One sampled answer.
 *
 * @param tokens [T] sampled tokens, the end token included when one was sampled
 * @param logProbs [T] log-prob of each token under the distribution that it was drawn from; 0 where
 *     sampling was greedy
 * @param finishReason STOP after an end token, LENGTH at the token limit
 */
public record Generated(int[] tokens, float[] logProbs, FinishReason finishReason) {
  public Generated {
    if (tokens.length != logProbs.length) {
      throw new IllegalArgumentException(
          logProbs.length + " log-probs for " + tokens.length + " tokens");
    }
  }
}
