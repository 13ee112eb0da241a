package dev.millrace.ops.task;

import java.util.List;

/**
 * Recipe of the supervised start: next-token training on solutions with AdamW and a linear rise of
 * the learning rate, in phases. Phases make the start's difficulty a choice: one makes the easy
 * prompts easy, the next goes on until the hard ones are solved now and then, and no further.
 *
 * @param batch examples a step
 * @param learningRate after the rise
 * @param riseSteps steps of the linear rise
 * @param checkPrompts prompts of one look at the accuracy
 * @param phases in their order, at least one
 */
public record WarmStartRecipe(
    int batch, float learningRate, int riseSteps, int checkPrompts, List<WarmStartPhase> phases) {
  public WarmStartRecipe {
    phases = List.copyOf(phases);
    if (batch < 1 || riseSteps < 0 || checkPrompts < 1 || phases.isEmpty()) {
      throw new IllegalArgumentException(
          "a warm start needs a batch, prompts to look at and phases of at least 1, was "
              + batch
              + ", "
              + checkPrompts
              + ", "
              + phases.size());
    }
    if (!(learningRate > 0)) {
      throw new IllegalArgumentException(
          "a warm start needs a learning rate > 0, was " + learningRate);
    }
  }
}
