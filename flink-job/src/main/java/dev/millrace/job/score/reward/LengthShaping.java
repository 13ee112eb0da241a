package dev.millrace.job.score.reward;

import dev.millrace.job.settings.InvalidOptionException;
import java.io.Serializable;

/** Channels made of response lengths, in tokens, the end token included. */
public final class LengthShaping {
  private LengthShaping() {}

  /**
   * Where responses begin to be too long.
   *
   * @param longest L_max, tokens; from here on the whole penalty
   * @param margin L_cache, tokens before L_max over which the penalty grows; 1 to L_max
   */
  public record Overlong(int longest, int margin) implements Serializable {
    static Overlong of(double longest, double margin) {
      boolean whole = longest == (int) longest && margin == (int) margin;
      if (!whole || margin < 1 || margin > longest) {
        throw new InvalidOptionException(
            "overlong(longest,margin) takes tokens, 1 <= margin <= longest, was "
                + longest
                + " and "
                + margin);
      }
      return new Overlong((int) longest, (int) margin);
    }
  }

  static double leastAccuracy(double accuracy) {
    if (!(accuracy >= 0 && accuracy <= 1)) {
      throw new InvalidOptionException(
          "brevity(accuracy) takes a share of 0 to 1, was " + accuracy);
    }
    return accuracy;
  }

  /**
   * The soft penalty of a length L: 0 up to L_max - L_cache, -1 from L_max on, and ((L_max -
   * L_cache) - L) / L_cache between them.
   *
   * <p>DAPO, Yu et al. 2025, equation 13, https://arxiv.org/abs/2503.14476.
   *
   * @return in [-1, 0]
   */
  static float overlong(int length, Overlong bounds) {
    double over = (double) length - (bounds.longest() - bounds.margin());
    return (float) (0 - Math.min(1, Math.max(0, over / bounds.margin())));
  }

  /**
   * How short each right response is beside the other right ones of its group: (L_max - L_i) /
   * (L_max - L_min) with the extremes over the right responses; 0 for every response that is not
   * right, for all when the right ones are equally long, and for all when fewer than the least
   * share of the group is right, so that it yields while the policy still has to learn the task.
   *
   * <p>After the length reward of Kimi k1.5, 2025, https://arxiv.org/abs/2501.12599, moved up by
   * one half and left out for wrong responses: no wrong response ever gains by its length.
   *
   * @param lengths [G] tokens
   * @param right [G]
   * @param leastAccuracy share of the group in [0, 1]
   * @return [G] in [0, 1]
   */
  static float[] brevity(int[] lengths, boolean[] right, double leastAccuracy) {
    if (lengths.length != right.length) {
      throw new IllegalArgumentException(
          lengths.length + " lengths of " + right.length + " responses");
    }
    int count = 0;
    int shortest = Integer.MAX_VALUE;
    int longest = 0;
    for (int i = 0; i < lengths.length; i++) {
      if (right[i]) {
        count++;
        shortest = Math.min(shortest, lengths[i]);
        longest = Math.max(longest, lengths[i]);
      }
    }
    float[] brevity = new float[lengths.length];
    if (count == 0 || count < leastAccuracy * lengths.length || shortest == longest) {
      return brevity;
    }
    for (int i = 0; i < lengths.length; i++) {
      brevity[i] = right[i] ? (float) ((longest - lengths[i]) / (double) (longest - shortest)) : 0;
    }
    return brevity;
  }
}
