package dev.millrace.job.learn.optimizer;

import java.io.Serializable;

/**
 * A learning rate by update: it rises linearly over the warm-up, stays, and may fall linearly to a
 * share of its peak.
 *
 * @param peak the rate after the warm-up, above 0
 * @param warmupUpdates updates until the peak; 0 starts at the peak
 * @param decayUpdates updates from the end of the warm-up until the rate has fallen; 0 for a rate
 *     that stays
 * @param finalShare share of the peak at the end of the decay, in [0, 1]
 */
public record LearningRate(double peak, long warmupUpdates, long decayUpdates, double finalShare)
    implements Serializable {
  public LearningRate {
    if (!(peak > 0) || Double.isInfinite(peak)) {
      throw new IllegalArgumentException("learning-rate must be above 0, was " + peak);
    }
    if (warmupUpdates < 0) {
      throw new IllegalArgumentException("warmup-steps must be at least 0, was " + warmupUpdates);
    }
    if (decayUpdates < 0) {
      throw new IllegalArgumentException("decay-steps must be at least 0, was " + decayUpdates);
    }
    if (!(finalShare >= 0 && finalShare <= 1)) {
      throw new IllegalArgumentException("final-share must be in [0, 1], was " + finalShare);
    }
  }

  /** A rate that stays at its peak after the warm-up. */
  public static LearningRate warmedUp(double peak, long warmupUpdates) {
    return new LearningRate(peak, warmupUpdates, 0, 1);
  }

  /**
   * The rate of one update.
   *
   * @param update the update, from 1
   */
  public float at(long update) {
    if (update <= warmupUpdates) {
      return (float) (peak * update / warmupUpdates);
    }
    if (decayUpdates == 0) {
      return (float) peak;
    }
    double fallen = Math.min(1, (update - warmupUpdates) / (double) decayUpdates);
    return (float) (peak * (1 - (1 - finalShare) * fallen));
  }
}
