package dev.millrace.job.learn.optimizer;

import java.io.Serializable;

/**
 * The choices of the optimizer.
 *
 * @param beta1 decay of the first moment, in [0, 1)
 * @param beta2 decay of the second moment, in [0, 1)
 * @param epsilon added to the root of the second moment, above 0
 * @param weightDecay decoupled decay, a share of the learning rate; 0 for none
 * @param gradientNormClip largest global gradient norm that is applied as it is; 0 for no limit
 */
public record AdamWSettings(
    float beta1, float beta2, float epsilon, float weightDecay, float gradientNormClip)
    implements Serializable {
  public AdamWSettings {
    if (!(beta1 >= 0 && beta1 < 1)) {
      throw new IllegalArgumentException("beta1 must be in [0, 1), was " + beta1);
    }
    if (!(beta2 >= 0 && beta2 < 1)) {
      throw new IllegalArgumentException("beta2 must be in [0, 1), was " + beta2);
    }
    if (!(epsilon > 0)) {
      throw new IllegalArgumentException("epsilon must be above 0, was " + epsilon);
    }
    if (!(weightDecay >= 0)) {
      throw new IllegalArgumentException("weight-decay must be at least 0, was " + weightDecay);
    }
    if (!(gradientNormClip >= 0)) {
      throw new IllegalArgumentException(
          "gradient-norm-clip must be at least 0, was " + gradientNormClip);
    }
  }

  /** The algorithm's own choices. */
  public static AdamWSettings defaults() {
    return new AdamWSettings(0.9f, 0.95f, 1e-8f, 0f, 1f);
  }
}
