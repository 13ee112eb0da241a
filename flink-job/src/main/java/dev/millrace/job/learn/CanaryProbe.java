package dev.millrace.job.learn;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import dev.millrace.policy.LogProbs;
import dev.millrace.policy.Policy;
import dev.millrace.schemas.Canary;

/** The short text whose log-probs every version carries: tokens spread over the vocabulary. */
final class CanaryProbe {
  private static final int LENGTH = 8;

  private CanaryProbe() {}

  /** The log-probs of the text under the policy's weights, at temperature 1. */
  static Canary of(Policy policy) {
    int vocabulary = policy.config().vocabSize();
    int length = Math.min(LENGTH, policy.config().maxPositions());
    int[] tokens = new int[length];
    long[] inputs = new long[length - 1];
    long[] targets = new long[length - 1];
    for (int t = 0; t < length; t++) {
      tokens[t] = (int) ((long) t * vocabulary / length);
    }
    for (int t = 0; t < length - 1; t++) {
      inputs[t] = tokens[t];
      targets[t] = tokens[t + 1];
    }
    try (NDManager scope = policy.manager().newSubManager()) {
      Shape row = new Shape(1, length - 1);
      NDArray logits = policy.head(policy.hidden(scope.create(inputs, row))); // [1,T-1,V]
      NDArray logSoftmax = LogProbs.logSoftmax(logits, scope.create(1f));
      NDArray logProbs = LogProbs.ofTokens(logSoftmax, scope.create(targets, row)); // [1,T-1]
      return new Canary(tokens, logProbs.toFloatArray());
    }
  }
}
