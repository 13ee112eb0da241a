package dev.millrace.schemas;

/**
 * A short text and its log-probs under one weight version, recomputed by whoever installs the
 * version.
 *
 * @param tokens [T] token ids
 * @param logProbs [T-1] log-prob of each token after the first, at temperature 1
 */
public record Canary(int[] tokens, float[] logProbs) {
  public Canary {
    if (tokens.length < 2 || logProbs.length != tokens.length - 1) {
      throw new IllegalArgumentException(
          "canary of " + tokens.length + " tokens with " + logProbs.length + " log-probs");
    }
  }
}
