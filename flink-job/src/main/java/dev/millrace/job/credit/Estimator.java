package dev.millrace.job.credit;

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

  /** The advantages of the rewards of one group, [G] to [G]. */
  public float[] of(float[] rewards) {
    return switch (this) {
      case GROUP_RELATIVE -> Advantages.groupRelative(rewards);
      case MEAN_CENTRED -> Advantages.meanCentred(rewards);
      case LEAVE_ONE_OUT -> Advantages.leaveOneOut(rewards);
    };
  }
}
