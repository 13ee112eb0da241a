package dev.millrace.job.learn.objective;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;

/**
 * The interval outside which a ratio no longer pushes.
 *
 * <p>For a fixed sign of A the clipped surrogate is linear in a ratio clipped on one side:
 *
 * <pre>
 *   A ≥ 0:  min(r A, clip(r, 1−ε_low, 1+ε_high) A)             = A · min(r, 1+ε_high)
 *   A < 0:  max(min(r A, clip(r, 1−ε_low, 1+ε_high) A), c A)   = A · min(max(r, 1−ε_low), c)
 * </pre>
 *
 * so one pair of bounds a row does the work of four array operations a token. PPO, Schulman et al.
 * 2017, https://arxiv.org/abs/1707.06347; dual clip c, Ye et al. 2020,
 * https://arxiv.org/abs/1912.09729.
 */
final class TrustRegion {
  /** Beyond every ratio: log-ratios are clamped to ±20. */
  private static final float UNBOUNDED = 1e30f;

  private TrustRegion() {}

  /** Smallest ratio [R] that still pushes each row. */
  static float[] lower(float[] advantages, ObjectiveSettings settings) {
    float[] lower = new float[advantages.length];
    for (int row = 0; row < lower.length; row++) {
      lower[row] = advantages[row] < 0 ? 1 - settings.clipLow() : 0;
    }
    return lower;
  }

  /** Largest ratio [R] that still pushes each row. */
  static float[] upper(float[] advantages, ObjectiveSettings settings) {
    float negative = settings.dualClip() > 0 ? settings.dualClip() : UNBOUNDED;
    float[] upper = new float[advantages.length];
    for (int row = 0; row < upper.length; row++) {
      upper[row] = advantages[row] < 0 ? negative : 1 + settings.clipHigh();
    }
    return upper;
  }

  /** Ratios [R,C] held within the bounds [R,1] of their row; no gradient where they are held. */
  static NDArray clip(NDArray ratio, NDArray lower, NDArray upper) {
    return NDArrays.minimum(NDArrays.maximum(ratio, lower), upper); // [R,C]
  }
}
