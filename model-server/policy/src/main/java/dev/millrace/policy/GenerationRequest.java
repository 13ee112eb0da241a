package dev.millrace.policy;

import dev.millrace.schemas.Sampling;

/**
 * One answer to sample.
 *
 * @param requestId identity that the draws depend on; all responses of a group share it
 * @param responseIndex which response of the request, from 0; the draws depend on it too
 * @param promptTokens the prompt, at least one token
 * @param sampling temperature, filters, token limit and seed
 * @param stopTokens tokens that end the answer besides the end tokens of the policy
 */
public record GenerationRequest(
    String requestId, int responseIndex, int[] promptTokens, Sampling sampling, int[] stopTokens) {
  public GenerationRequest {
    if (promptTokens.length == 0) {
      throw new IllegalArgumentException("request " + requestId + ": the prompt has no tokens");
    }
    if (sampling.maxTokens() < 1) {
      throw new IllegalArgumentException(
          "request " + requestId + ": maxTokens must be >= 1, was " + sampling.maxTokens());
    }
    if (!(sampling.temperature() >= 0) || Float.isInfinite(sampling.temperature())) {
      throw new IllegalArgumentException(
          "request "
              + requestId
              + ": temperature must be finite and >= 0, was "
              + sampling.temperature());
    }
    if (!(sampling.topP() > 0 && sampling.topP() <= 1)) {
      throw new IllegalArgumentException(
          "request " + requestId + ": topP must be in (0, 1], was " + sampling.topP());
    }
    if (sampling.topK() < 0) {
      throw new IllegalArgumentException(
          "request " + requestId + ": topK must be >= 0, was " + sampling.topK());
    }
  }
}
