package dev.millrace.ops.warmstart;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import dev.millrace.job.learn.optimizer.AdamW;
import dev.millrace.job.learn.optimizer.AdamWSettings;
import dev.millrace.job.learn.optimizer.Gradients;
import dev.millrace.job.learn.optimizer.LearningRate;
import dev.millrace.ops.evaluation.Examination;
import dev.millrace.ops.evaluation.Judge;
import dev.millrace.ops.task.Task;
import dev.millrace.ops.task.WarmStartPhase;
import dev.millrace.ops.task.WarmStartRecipe;
import dev.millrace.policy.Policy;
import dev.millrace.policy.Tokenizer;
import dev.millrace.schemas.Prompt;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;
import java.util.stream.LongStream;

/**
 * The supervised start itself: a policy learns solutions of a task until its sampled answers are
 * right often enough. Every example is a function of (seed, number), so the same seed makes the
 * same policy.
 */
final class SupervisedTraining {

  // Examples of no run's own seed: the look at the accuracy is not a rehearsal.
  private static final long CHECK_SEED = 0x636865636bL;

  private final Task task;
  private final long seed;
  private final Policy policy;
  private final Tokenizer tokenizer;
  private final Judge judge;

  /**
   * A training run.
   *
   * @param policy what is trained, in place, on the thread that calls
   * @param tokenizer of the task's characters
   * @param judge what is right, for the look at the accuracy
   */
  SupervisedTraining(Task task, long seed, Policy policy, Tokenizer tokenizer, Judge judge) {
    this.task = task;
    this.seed = seed;
    this.policy = policy;
    this.tokenizer = tokenizer;
    this.judge = judge;
  }

  /**
   * Trains by the task's recipe.
   *
   * @param progress takes a line of text at every look at the accuracy
   */
  void run(Consumer<String> progress) {
    WarmStartRecipe recipe = task.recipe();
    LearningRate rate = LearningRate.warmedUp(recipe.learningRate(), recipe.riseSteps());
    policy.requireGradients(true);
    try (AdamW optimizer =
        new AdamW(policy.parameters(), policy.manager(), AdamWSettings.defaults())) {
      for (WarmStartPhase phase : recipe.phases()) {
        run(phase, optimizer, rate, progress);
      }
    } finally {
      policy.requireGradients(false);
    }
  }

  private void run(
      WarmStartPhase phase, AdamW optimizer, LearningRate rate, Consumer<String> progress) {
    Examination examination = examination(phase);
    for (int done = 1; done <= phase.maxSteps(); done++) {
      long step = optimizer.updates() + 1;
      float loss = step(optimizer, rate.at(step), batch(phase, step));
      if (done % phase.checkEverySteps() == 0) {
        double accuracy = examination.accuracy(policy, 1f);
        progress.accept(
            String.format(
                Locale.ROOT, "warm start step %d loss %.3f acc %.2f", step, loss, accuracy));
        if (phase.targetAccuracy() < 1 && accuracy >= phase.targetAccuracy()) {
          return;
        }
      }
    }
  }

  private Examination examination(WarmStartPhase phase) {
    List<Prompt> prompts =
        LongStream.range(0, task.recipe().checkPrompts())
            .mapToObj(index -> task.example(phase.judged(), CHECK_SEED, index))
            .toList();
    return new Examination(prompts, tokenizer, task.maxResponseTokens(), CHECK_SEED, judge);
  }

  private float step(AdamW optimizer, float rate, SupervisedBatch batch) {
    try (NDManager scope = policy.manager().newSubManager()) {
      NDArray loss = Gradients.accumulate(scope, () -> SupervisedLoss.of(policy, scope, batch));
      optimizer.update(rate, optimizer.norm(scope).getFloat());
      return loss.getFloat();
    }
  }

  private SupervisedBatch batch(WarmStartPhase phase, long step) {
    int size = task.recipe().batch();
    List<SupervisedBatch.Example> examples = new ArrayList<>(size);
    for (int i = 0; i < size; i++) {
      examples.add(example(task.example(phase.examples(), seed, (step - 1) * size + i)));
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
