package dev.millrace.server.external;

import dev.millrace.policy.Policy;
import dev.millrace.policy.TeacherForcing;
import dev.millrace.schemas.Sampling;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The proof that an engine samples from the weights that the policy has here: the log-prob that the
 * engine says of each sampled token is that which the policy gives it. Log-probs from before the
 * temperature, another model, and weights that were not loaded all fail it. On the thread that owns
 * the policy.
 */
final class EngineCheck {
  private static final int ANSWERS = 4;
  private static final int TOKENS = 8;
  private static final int PROMPT = 6;
  private static final long SEED = 20_261;

  private final Asking asking;
  private final Policy policy;
  private final Sampling sampling;
  private final float tolerance;

  /**
   * @param sampling that of the groups
   * @param tolerance largest difference of a log-prob, in nats
   */
  EngineCheck(Asking asking, Policy policy, Sampling sampling, float tolerance) {
    this.asking = asking;
    this.policy = policy;
    this.sampling =
        new Sampling(
            sampling.temperature(),
            sampling.topP(),
            sampling.topK(),
            Math.min(TOKENS, sampling.maxTokens()),
            sampling.seed());
    this.tolerance = tolerance;
  }

  /** Returns what is wrong with the engine's log-probs, or null. */
  @Nullable String difference()
      throws EngineAwayException, EngineRefusalException, InterruptedException {
    int[] prompt = prompt();
    List<ExternalAnswer> answers = asking.ask(prompt, ANSWERS, sampling, SEED);
    List<int[]> tokens = new ArrayList<>();
    answers.forEach(answer -> tokens.add(answer.generated().tokens()));
    List<float[]> expected =
        TeacherForcing.logProbs(policy, prompt, tokens, sampling.temperature());
    for (int i = 0; i < answers.size(); i++) {
      float[] given = answers.get(i).generated().logProbs();
      for (int t = 0; t < given.length; t++) {
        if (!(Math.abs(given[t] - expected.get(i)[t]) <= tolerance)) {
          return "the engine gives token "
              + tokens.get(i)[t]
              + " the log-prob "
              + given[t]
              + ", the policy "
              + expected.get(i)[t]
              + " at temperature "
              + sampling.temperature()
              + ": it has other weights, or says log-probs from before the temperature"
              + " (vLLM: --logprobs-mode processed_logprobs)";
        }
      }
    }
    return null;
  }

  /** Tokens from all over the vocabulary, after the one that begins a text. */
  private int[] prompt() {
    int vocabulary = policy.config().vocabSize();
    int[] prompt = new int[Math.min(PROMPT, policy.config().maxPositions() - TOKENS)];
    for (int i = 0; i < prompt.length; i++) {
      prompt[i] = (int) ((i + 1L) * vocabulary / (PROMPT + 1L));
    }
    Integer begin = policy.config().beginToken();
    if (begin != null) {
      prompt[0] = begin;
    }
    return prompt;
  }
}
