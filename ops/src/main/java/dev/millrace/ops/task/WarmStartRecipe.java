package dev.millrace.ops.task;

/**
 * Recipe of the supervised start: next-token training on solutions with AdamW, a linear rise of the
 * learning rate, and a stop at a sampled accuracy or a number of steps, whichever comes first.
 *
 * @param batch examples a step
 * @param learningRate after the rise
 * @param riseSteps steps of the linear rise
 * @param maxSteps most steps
 * @param targetAccuracy share of right answers at temperature 1 on training prompts at which to
 *     stop; 1 never stops early
 * @param checkEverySteps steps between two looks at the accuracy
 * @param checkPrompts prompts of one look
 */
public record WarmStartRecipe(
    int batch,
    float learningRate,
    int riseSteps,
    int maxSteps,
    double targetAccuracy,
    int checkEverySteps,
    int checkPrompts) {
  public WarmStartRecipe {
    if (batch < 1 || riseSteps < 0 || maxSteps < 1 || checkEverySteps < 1 || checkPrompts < 1) {
      throw new IllegalArgumentException(
          "a warm start needs batch, steps and checks of at least 1, was "
              + batch
              + ", "
              + maxSteps
              + ", "
              + checkEverySteps
              + ", "
              + checkPrompts);
    }
    if (!(learningRate > 0) || !(targetAccuracy > 0 && targetAccuracy <= 1)) {
      throw new IllegalArgumentException(
          "a warm start needs a learning rate > 0 and a target in (0, 1], was "
              + learningRate
              + ", "
              + targetAccuracy);
    }
  }
}
