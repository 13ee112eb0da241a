package dev.millrace.policy;

import ai.djl.ndarray.NDArray;
import org.jspecify.annotations.Nullable;

/** Keys and values of earlier tokens, which the tokens of a forward pass attend to. */
interface AttentionMemory {
  /**
   * Takes keys and values of the tokens that are run, and lets these tokens look at them and at
   * what was there before.
   *
   * @param queries [B, KV, G T, hd], rotated and scaled, in the step's manager
   * @param keys [B, KV, T, hd], rotated
   * @param values [B, KV, T, hd]
   * @param mask added to the scores [B, KV, G T, S]; null adds nothing
   * @return [B, KV, G T, hd]
   */
  NDArray attend(int layer, NDArray queries, NDArray keys, NDArray values, @Nullable NDArray mask);

  /** softmax(queries keysᵀ + mask) values, with shapes as of {@link #attend}. */
  static NDArray attention(NDArray queries, NDArray keys, NDArray values, @Nullable NDArray mask) {
    NDArray scores = queries.matMul(keys.swapAxes(2, 3)); // [B, KV, G T, S]
    if (mask != null) {
      scores = scores.addi(mask);
    }
    return scores.softmax(-1).matMul(values);
  }
}
