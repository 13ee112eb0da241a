package dev.millrace.server.engine;

import dev.millrace.policy.GenerationRequest;

/**
 * One answer that somebody waits for.
 *
 * @param generation what to sample, and from which draws
 * @param priority who goes first
 * @param tenant whose request it is; tenants of one priority take turns
 * @param topLogProbs how many of the most likely tokens are reported beside each sampled one, 0 to
 *     20
 */
public record EngineRequest(
    GenerationRequest generation, Priority priority, String tenant, int topLogProbs) {
  /** Most alternatives that are reported a token. */
  public static final int MAX_TOP_LOG_PROBS = 20;

  public EngineRequest {
    if (topLogProbs < 0 || topLogProbs > MAX_TOP_LOG_PROBS) {
      throw new IllegalArgumentException(
          "topLogProbs must be in [0, " + MAX_TOP_LOG_PROBS + "], was " + topLogProbs);
    }
  }
}
