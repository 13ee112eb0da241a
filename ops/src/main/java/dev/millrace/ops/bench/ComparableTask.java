package dev.millrace.ops.bench;

import dev.millrace.ops.task.AdditionTask;
import dev.millrace.ops.task.DifficultyMix;
import dev.millrace.ops.task.Task;
import dev.millrace.ops.task.WarmStartPhase;
import dev.millrace.ops.task.WarmStartRecipe;
import java.util.List;

/**
 * The work that other implementations were measured on: addition of two numbers of one width, from
 * a policy of 124,000 parameters that solves four in ten. A response is one digit more than an
 * operand, and the end; with two digits, 4 tokens.
 */
final class ComparableTask {
  private static final double START_ACCURACY = 0.4;

  private ComparableTask() {}

  /**
   * The task.
   *
   * @param width digits of an operand, 1 to 8
   */
  static Task of(int width) {
    DifficultyMix uniform = DifficultyMix.of(carriesOfUniformPairs(width));
    return new AdditionTask(
        width,
        uniform,
        new WarmStartRecipe(
            128,
            3e-3f,
            50,
            512,
            List.of(new WarmStartPhase(uniform, uniform, START_ACCURACY, 1_200, 25))));
  }

  /**
   * Probability of each number of carries in the sum of two uniform numbers. Of the 100 pairs of
   * digits 45 carry, and 55 when the column before hands on a one.
   *
   * @return [width + 1], from no carry
   */
  static double[] carriesOfUniformPairs(int width) {
    double[] without = new double[width + 1]; // the last column did not carry
    double[] with = new double[width + 1];
    without[0] = 1;
    for (int column = 0; column < width; column++) {
      double[] nextWithout = new double[width + 1];
      double[] nextWith = new double[width + 1];
      for (int carries = 0; carries <= column; carries++) {
        nextWithout[carries] += 0.55 * without[carries] + 0.45 * with[carries];
        nextWith[carries + 1] += 0.45 * without[carries] + 0.55 * with[carries];
      }
      without = nextWithout;
      with = nextWith;
    }
    double[] shares = new double[width + 1];
    for (int carries = 0; carries <= width; carries++) {
      shares[carries] = without[carries] + with[carries];
    }
    return shares;
  }
}
