package dev.millrace.ops.warmstart;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import dev.millrace.job.learn.optimizer.AdamW;
import dev.millrace.job.learn.optimizer.AdamWSettings;
import dev.millrace.job.learn.optimizer.Gradients;
import dev.millrace.job.learn.optimizer.LearningRate;
import dev.millrace.ops.evaluation.Examination;
import dev.millrace.ops.task.Task;
import dev.millrace.ops.task.WarmStartRecipe;
import dev.millrace.policy.Policy;
import dev.millrace.policy.Tokenizer;
import dev.millrace.schemas.Prompt;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;

/**
 * The supervised start itself: a policy learns solutions of a task until its sampled answers are
 * right often enough. Every example is a function of (seed, number), so the same seed makes the
 * same policy.
 */
final class SupervisedTraining {

  private final Task task;
  private final long seed;
  private final Policy policy;
  private final Tokenizer tokenizer;

  /**
   * A training run.
   *
   * @param policy what is trained, in place, on the thread that calls
   * @param tokenizer of the task's characters
   */
  SupervisedTraining(Task task, long seed, Policy policy, Tokenizer tokenizer) {
    this.task = task;
    this.seed = seed;
    this.policy = policy;
    this.tokenizer = tokenizer;
  }

  /**
   * Trains by the task's recipe.
   *
   * @param examination on training prompts; decides when to stop
   * @param progress takes a line of text at every look at the accuracy
   */
  void run(Examination examination, Consumer<String> progress) {
    WarmStartRecipe recipe = task.recipe();
    LearningRate rate = LearningRate.warmedUp(recipe.learningRate(), recipe.riseSteps());
    policy.requireGradients(true);
    try (AdamW optimizer =
        new AdamW(policy.parameters(), policy.manager(), AdamWSettings.defaults())) {
      for (int step = 1; step <= recipe.maxSteps(); step++) {
        float loss = step(optimizer, rate.at(step), batch(step));
        if (step % recipe.checkEverySteps() == 0) {
          double accuracy = examination.accuracy(policy, 1f);
          progress.accept(
              String.format(
                  Locale.ROOT, "warm start step %d loss %.3f acc %.2f", step, loss, accuracy));
          if (recipe.targetAccuracy() < 1 && accuracy >= recipe.targetAccuracy()) {
            return;
          }
        }
      }
    } finally {
      policy.requireGradients(false);
    }
  }

  private float step(AdamW optimizer, float rate, SupervisedBatch batch) {
    try (NDManager scope = policy.manager().newSubManager()) {
      NDArray loss = Gradients.accumulate(scope, () -> SupervisedLoss.of(policy, scope, batch));
      optimizer.update(rate, optimizer.norm(scope).getFloat());
      return loss.getFloat();
    }
  }

  private SupervisedBatch batch(int step) {
    int size = task.recipe().batch();
    List<SupervisedBatch.Example> examples = new ArrayList<>(size);
    for (int i = 0; i < size; i++) {
      examples.add(example(task.example(seed, (step - 1L) * size + i)));
    }
    return SupervisedBatch.of(examples);
  }

  private SupervisedBatch.Example example(Prompt prompt) {
    int[] solution = tokenizer.encode(task.solution(prompt));
    int[] response = Arrays.copyOf(solution, solution.length + 1);
    response[solution.length] = policy.config().endTokens()[0];
    return new SupervisedBatch.Example(tokenizer.encode(prompt.text()), response);
  }
}
