package dev.millrace.schemas;

/**
 * How the responses of a group were sampled. Behaviour log-probs are those of the distribution that
 * is left after temperature, top-k and top-p, renormalised.
 *
 * @param temperature divides the logits; 0 is greedy
 * @param topP smallest probability mass that is kept, in (0, 1]; 1 keeps all
 * @param topK number of most likely tokens that are kept; 0 keeps all
 * @param maxTokens longest response, in tokens
 * @param seed of the counter-based draws
 */
public record Sampling(float temperature, float topP, int topK, int maxTokens, long seed) {
  public Sampling {
    if (!(temperature >= 0 && temperature < Float.POSITIVE_INFINITY)) {
      throw new IllegalArgumentException("temperature must be finite and >= 0, was " + temperature);
    }
    if (!(topP > 0 && topP <= 1)) {
      throw new IllegalArgumentException("topP must be in (0, 1], was " + topP);
    }
    if (topK < 0) {
      throw new IllegalArgumentException("topK must be >= 0, was " + topK);
    }
    if (maxTokens < 1) {
      throw new IllegalArgumentException("maxTokens must be >= 1, was " + maxTokens);
    }
  }
}
