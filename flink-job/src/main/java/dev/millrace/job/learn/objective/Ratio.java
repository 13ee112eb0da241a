package dev.millrace.job.learn.objective;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;

/**
 * Ratios of probabilities from log-probs: exp(clamp(log p − log q, −20, 20)) in float32.
 *
 * <p>The scalars live with whoever makes this, so that no operation has to make its own.
 */
final class Ratio {
  /** Largest log-ratio that is told from a larger one. */
  static final float LOG_LIMIT = 20;

  private final NDArray low; // []
  private final NDArray high; // []
  private final NDArray cap; // []
  private final ObjectiveSettings settings;

  Ratio(NDManager manager, ObjectiveSettings settings) {
    this.settings = settings;
    low = manager.create(-LOG_LIMIT);
    high = manager.create(LOG_LIMIT);
    cap = manager.create(settings.weightCap());
  }

  /** p / q [R,C] from log-probs [R,C]; the gradient flows through what carries one. */
  NDArray of(NDArray p, NDArray q) {
    return limited(p.sub(q)).exp(); // [R,C]
  }

  /**
   * Importance weights w = π_prox / b, truncated at C_w; constants.
   *
   * @param proximal [R,C] log-probs without gradient
   * @param behaviour [R,C]
   * @param mask [R,C] 1 for response tokens
   * @return [R,C], or [R,1] when a response has one weight
   */
  NDArray weights(NDArray proximal, NDArray behaviour, NDArray mask) {
    NDArray logRatio = proximal.sub(behaviour); // [R,C]
    if (settings.weightLevel() == WeightLevel.SEQUENCE) {
      logRatio = logRatio.mul(mask).sum(new int[] {1}, true); // [R,1]
    }
    NDArray weights = limited(logRatio).exp();
    return settings.weightCap() > 0 ? NDArrays.minimum(weights, cap) : weights;
  }

  private NDArray limited(NDArray logRatio) {
    return NDArrays.minimum(NDArrays.maximum(logRatio, low), high);
  }

  /** A column of per-row constants. */
  static NDArray column(NDManager manager, float[] values) {
    return manager.create(values, new Shape(values.length, 1)); // [R,1]
  }
}
