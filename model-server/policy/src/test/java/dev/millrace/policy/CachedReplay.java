package dev.millrace.policy;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;

/** Log-probs of a text whose first part one policy has cached and whose rest another one runs. */
final class CachedReplay {
  private CachedReplay() {}

  /**
   * Log-probs of an answer.
   *
   * @param swap tokens of the answer that the first policy predicts
   */
  static float[] logProbs(Policy before, Policy after, int[] prompt, int[] tokens, int swap) {
    float[] logProbs = new float[tokens.length];
    int[] all = TestObjects.concat(prompt, tokens);
    try (NDManager manager = Torch.rootManager(before.device())) {
      KvCache cache = new KvCache(manager, before.config(), 1, all.length, null);
      for (int at = 0; at + 1 < all.length; at++) {
        Policy policy = at < prompt.length - 1 + swap ? before : after;
        try (NDManager step = manager.newSubManager()) {
          NDArray input = step.create(new long[] {all[at]}, new Shape(1, 1));
          NDArray hidden = policy.decoder().extend(input, at, null, cache);
          cache.advance(1);
          if (at >= prompt.length - 1) {
            float[] row = policy.head(hidden).logSoftmax(-1).toFloatArray();
            logProbs[at - prompt.length + 1] = row[all[at + 1]];
          }
        }
      }
    }
    return logProbs;
  }
}
