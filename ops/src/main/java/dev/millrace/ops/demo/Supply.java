package dev.millrace.ops.demo;

import dev.millrace.job.score.Verifiers;
import dev.millrace.ops.UserError;
import dev.millrace.ops.evaluation.Judge;
import dev.millrace.ops.evaluation.VerifierJudge;
import dev.millrace.ops.task.JsonlPrompts;
import dev.millrace.ops.task.PromptSource;
import dev.millrace.ops.task.Tasks;
import dev.millrace.ops.warmstart.WarmStart;
import dev.millrace.policy.PolicyConfig;
import dev.millrace.policy.Tokenizer;
import java.io.IOException;
import java.nio.file.Path;
import java.util.function.Consumer;

/**
 * What a demo asks and who judges the answers: the task's own prompts or those of a file.
 *
 * @param source of the prompts
 * @param judge what is right, the same rule as the reward
 */
record Supply(PromptSource source, Judge judge) {

  /** The supply that the settings name. */
  static Supply of(DemoSettings settings) {
    var verifiers = Verifiers.load(Supply.class.getClassLoader());
    PromptSource source;
    try {
      source =
          settings.prompts() == null
              ? Tasks.named(settings.task())
              : JsonlPrompts.read(
                  settings.prompts(), verifiers.keySet(), settings.responseTokens());
    } catch (IllegalArgumentException e) {
      throw new UserError(String.valueOf(e.getMessage()), e);
    }
    return new Supply(source, new VerifierJudge(verifiers));
  }

  /**
   * The directory of the policy to start from: the one that was named, or the task's own, made when
   * the cache has none. Computes on the calling thread.
   */
  Path startingPolicy(DemoSettings settings, Consumer<String> progress) {
    Path model = settings.model();
    if (model != null) {
      requireFittingTokenizer(model);
      return model.toAbsolutePath();
    }
    try {
      return WarmStart.startingPolicy(
          Tasks.named(settings.task()),
          settings.seed(),
          judge,
          settings.cacheDirectory(),
          progress);
    } catch (IOException e) {
      throw new UserError(
          "starting policy: cannot be kept in " + settings.cacheDirectory() + " (" + e + ")", e);
    }
  }

  private static void requireFittingTokenizer(Path model) {
    int vocabulary = PolicyConfig.read(model).vocabSize();
    try (Tokenizer tokenizer = Tokenizer.load(model)) {
      if (tokenizer.vocabSize() > vocabulary) {
        throw new UserError(
            "--model "
                + model
                + ": its tokenizer has "
                + tokenizer.vocabSize()
                + " tokens, the model only "
                + vocabulary);
      }
    }
  }
}
