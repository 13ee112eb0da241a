package dev.millrace.ops.task;

/**
 * A stretch of the supervised start: examples of one mix, until the accuracy on training prompts of
 * another mix is high enough or the steps are used up.
 *
 * @param examples proportions in which examples are drawn
 * @param judged proportions of the prompts that the accuracy is measured on
 * @param targetAccuracy share of right answers at temperature 1 at which to stop; 1 never stops
 *     early
 * @param maxSteps most steps
 * @param checkEverySteps steps between two looks at the accuracy
 */
public record WarmStartPhase(
    DifficultyMix examples,
    DifficultyMix judged,
    double targetAccuracy,
    int maxSteps,
    int checkEverySteps) {
  public WarmStartPhase {
    if (examples.shares().size() != judged.shares().size()) {
      throw new IllegalArgumentException(
          "examples " + examples.shares() + " and judged " + judged.shares() + " differ in levels");
    }
    if (!(targetAccuracy > 0 && targetAccuracy <= 1)) {
      throw new IllegalArgumentException(
          "the target accuracy must be in (0, 1], was " + targetAccuracy);
    }
    if (maxSteps < 1 || checkEverySteps < 1) {
      throw new IllegalArgumentException(
          "a phase needs at least 1 step and a look every 1, was "
              + maxSteps
              + ", "
              + checkEverySteps);
    }
  }
}
