package dev.millrace.job.credit;

import java.util.Arrays;
import java.util.stream.IntStream;

/** Which of the {@link Advantages} a job uses. */
public enum Estimator {
  /** Centred and divided by the standard deviation. */
  GROUP_RELATIVE,
  /** Centred. */
  MEAN_CENTRED,
  /** Against the mean of the other responses. */
  LEAVE_ONE_OUT;

  /** Whether advantages stay as they are when every reward of a group is scaled. */
  public boolean dividesBySpread() {
    return this == GROUP_RELATIVE;
  }

  /**
   * The advantages of the rewards of one group. A response that was left out has no part in those
   * of the others.
   *
   * @param rewards [G]; NaN of a response that was left out; at least two are not
   * @return [G]; NaN where the reward is
   */
  public float[] of(float[] rewards) {
    int[] scored =
        IntStream.range(0, rewards.length).filter(i -> !Float.isNaN(rewards[i])).toArray();
    if (scored.length == rewards.length) {
      return ofScored(rewards);
    }
    float[] kept = new float[scored.length];
    for (int i = 0; i < scored.length; i++) {
      kept[i] = rewards[scored[i]];
    }
    float[] ofKept = ofScored(kept);
    float[] advantages = new float[rewards.length];
    Arrays.fill(advantages, Float.NaN);
    for (int i = 0; i < scored.length; i++) {
      advantages[scored[i]] = ofKept[i];
    }
    return advantages;
  }

  private float[] ofScored(float[] rewards) {
    return switch (this) {
      case GROUP_RELATIVE -> Advantages.groupRelative(rewards);
      case MEAN_CENTRED -> Advantages.meanCentred(rewards);
      case LEAVE_ONE_OUT -> Advantages.leaveOneOut(rewards);
    };
  }
}
