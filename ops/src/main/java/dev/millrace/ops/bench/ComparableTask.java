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
   * @param width digits of an operand, 1 to 9
   */
  static Task of(int width) {
    double[] shares = new double[width];
    shares[width - 1] = 1;
    DifficultyMix longest = DifficultyMix.of(shares);
    return new AdditionTask(
        width,
        longest,
        new WarmStartRecipe(
            128,
            3e-3f,
            50,
            512,
            List.of(new WarmStartPhase(longest, longest, START_ACCURACY, 1_200, 25))));
  }
}
