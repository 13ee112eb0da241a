package dev.millrace.job.learn.objective;

import java.io.Serializable;

/**
 * The choices of the objective.
 *
 * @param correction behaviour correction
 * @param weightLevel what one weight covers
 * @param clipLow ε_low: the ratio may fall to 1 − ε_low before the token stops to push, in (0, 1)
 * @param clipHigh ε_high: the ratio may rise to 1 + ε_high, above 0
 * @param dualClip largest ratio that a token of negative advantage is trained with; above 1, or 0
 *     for none
 * @param weightCap C_w, largest weight w; above 0, or 0 for none
 */
public record ObjectiveSettings(
    Correction correction,
    WeightLevel weightLevel,
    float clipLow,
    float clipHigh,
    float dualClip,
    float weightCap)
    implements Serializable {
  public ObjectiveSettings {
    if (!(clipLow > 0 && clipLow < 1)) {
      throw new IllegalArgumentException("clip-low must be between 0 and 1, was " + clipLow);
    }
    if (!(clipHigh > 0)) {
      throw new IllegalArgumentException("clip-high must be above 0, was " + clipHigh);
    }
    if (!(dualClip == 0 || dualClip > 1)) {
      throw new IllegalArgumentException(
          "dual-clip must be above 1, or 0 for none, was " + dualClip);
    }
    if (!(weightCap >= 0)) {
      throw new IllegalArgumentException(
          "weight-cap must be above 0, or 0 for none, was " + weightCap);
    }
  }

  /** The algorithm's own choices. */
  public static ObjectiveSettings defaults() {
    return new ObjectiveSettings(Correction.DECOUPLED, WeightLevel.TOKEN, 0.2f, 0.28f, 10f, 5f);
  }
}
