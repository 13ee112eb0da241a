package dev.millrace.job.credit;

/**
 * Advantage estimators: the credit of each response of a group from the rewards of the group. All
 * sum in double and round once.
 */
public final class Advantages {
  /** Keeps a group of nearly equal rewards from exploding; the value of the GRPO recipe. */
  static final double STD_FLOOR = 1e-6;

  private Advantages() {}

  /**
   * Group-relative: A_i = (r_i - mean(r)) / (std(r) + 1e-6), std unbiased.
   *
   * <p>GRPO, Shao et al. 2024, https://arxiv.org/abs/2402.03300.
   *
   * @param rewards [G], one per response of the same prompt; G ≥ 2
   * @return [G]; sums to zero up to rounding; all zero when every reward is equal
   */
  public static float[] groupRelative(float[] rewards) {
    double mean = mean(rewards);
    double squares = 0;
    for (float reward : rewards) {
      squares += (reward - mean) * (reward - mean);
    }
    double std = Math.sqrt(squares / (rewards.length - 1));
    return scaled(rewards, mean, 1 / (std + STD_FLOOR));
  }

  /**
   * Mean-centred: A_i = r_i - mean(r), without the division that favours prompts of little spread.
   *
   * <p>Dr. GRPO, Liu et al. 2025, https://arxiv.org/abs/2503.20783.
   *
   * @param rewards [G]; G ≥ 2
   * @return [G]; sums to zero up to rounding
   */
  public static float[] meanCentred(float[] rewards) {
    return scaled(rewards, mean(rewards), 1);
  }

  /**
   * Leave-one-out: A_i = r_i - mean of the other rewards = G / (G - 1) · (r_i - mean(r)).
   *
   * <p>RLOO, Ahmadian et al. 2024, https://arxiv.org/abs/2402.14740.
   *
   * @param rewards [G]; G ≥ 2
   * @return [G]; sums to zero up to rounding
   */
  public static float[] leaveOneOut(float[] rewards) {
    double responses = rewards.length;
    return scaled(rewards, mean(rewards), responses / (responses - 1));
  }

  private static double mean(float[] rewards) {
    if (rewards.length < 2) {
      throw new IllegalArgumentException(
          "a group of " + rewards.length + " responses has no relative advantage");
    }
    double sum = 0;
    boolean equal = true;
    for (float reward : rewards) {
      sum += reward;
      equal &= reward == rewards[0];
    }
    // The mean of equal rewards is that reward: dividing their sum may round beside it.
    return equal ? rewards[0] : sum / rewards.length;
  }

  private static float[] scaled(float[] rewards, double mean, double factor) {
    float[] advantages = new float[rewards.length];
    for (int i = 0; i < rewards.length; i++) {
      advantages[i] = (float) ((rewards[i] - mean) * factor);
    }
    return advantages;
  }
}
