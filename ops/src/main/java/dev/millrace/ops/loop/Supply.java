package dev.millrace.ops.loop;

import dev.millrace.job.score.ScoreSettings;
import dev.millrace.job.score.Verifier;
import dev.millrace.job.score.Verifiers;
import dev.millrace.job.settings.OptionValues;
import dev.millrace.ops.UserError;
import dev.millrace.ops.evaluation.Judge;
import dev.millrace.ops.evaluation.VerifierJudge;
import dev.millrace.ops.task.JsonlPrompts;
import dev.millrace.ops.task.PromptSource;
import dev.millrace.ops.task.Task;
import dev.millrace.ops.warmstart.WarmStart;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * What a loop asks and who judges the answers.
 *
 * @param source of the prompts
 * @param judge what is right, the same rule as the reward
 * @param task that has a starting policy of its own; null where one must be given
 */
public record Supply(PromptSource source, Judge judge, @Nullable Task task) {

  /** The prompts of a task, judged as a job without options of its own judges. */
  public static Supply of(Task task) {
    return of(task, ScoreSettings.from(OptionValues.of(Map.of())));
  }

  /**
   * The prompts of a task.
   *
   * @param score how the verifiers judge
   */
  public static Supply of(Task task, ScoreSettings score) {
    return new Supply(task, new VerifierJudge(verifiers(score)), task);
  }

  /**
   * The prompts of a JSONL file.
   *
   * @param responseTokens longest response worth sampling
   * @param score how the verifiers judge
   * @throws UserError when the file cannot be used
   */
  public static Supply of(Path prompts, int responseTokens, ScoreSettings score) {
    Map<String, Verifier> verifiers = verifiers(score);
    try {
      return new Supply(
          JsonlPrompts.read(prompts, verifiers.keySet(), responseTokens),
          new VerifierJudge(verifiers),
          null);
    } catch (IllegalArgumentException e) {
      throw new UserError(String.valueOf(e.getMessage()), e);
    }
  }

  private static Map<String, Verifier> verifiers(ScoreSettings score) {
    return Verifiers.load(Supply.class.getClassLoader(), score);
  }

  /**
   * The policy to start from: the one that was named, or the task's own, made when the cache has
   * none. Computes on the calling thread.
   *
   * @param model the one that was named; null for the task's own
   * @param seed of the task's own
   * @param cache where those are kept
   * @param progress takes a line of text now and then
   */
  public StartingPolicy startingPolicy(
      @Nullable Path model, long seed, Path cache, Consumer<String> progress) {
    if (model != null) {
      return StartingPolicy.read(model.toAbsolutePath());
    }
    if (task == null) {
      throw new UserError(source.name() + ": these prompts need --model, a policy to start from");
    }
    try {
      return StartingPolicy.read(WarmStart.startingPolicy(task, seed, judge, cache, progress));
    } catch (IOException e) {
      throw new UserError("starting policy: cannot be kept in " + cache + " (" + e + ")", e);
    }
  }
}
