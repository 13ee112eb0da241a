package dev.millrace.policy;

import ai.djl.ndarray.NDArray;

/** Keys and values of earlier tokens, which the tokens of a forward pass attend to. */
interface AttentionMemory {
  /**
   * Takes the keys of the tokens that are run.
   *
   * @param added [B, KV, T, hd], rotated by their positions, in the step's manager
   * @return the keys that these tokens attend to, their own last: [B, KV, S, hd]
   */
  NDArray keys(int layer, NDArray added);

  /** Takes the values of the tokens that are run; shapes as of the keys. */
  NDArray values(int layer, NDArray added);
}
