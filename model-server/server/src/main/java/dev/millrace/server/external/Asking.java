package dev.millrace.server.external;

import com.fasterxml.jackson.databind.JsonNode;
import dev.millrace.policy.PolicyConfig;
import dev.millrace.schemas.FinishReason;
import dev.millrace.schemas.Sampling;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;

/** Questions to an engine, and the refusal of answers that this policy cannot have given. */
final class Asking {
  private final EngineClient client;
  private final Dialect dialect;
  private final PolicyConfig config;
  private final Duration timeout;

  /**
   * @param config of the policy that the engine serves
   * @param timeout of one question
   */
  Asking(EngineClient client, Dialect dialect, PolicyConfig config, Duration timeout) {
    this.client = client;
    this.dialect = dialect;
    this.config = config;
    this.timeout = timeout;
  }

  /**
   * Asks for several answers to one prompt.
   *
   * @throws EngineAwayException when the engine does not answer, or has given up an answer
   * @throws UnfitEngineException when the answers are not those of this policy to this request
   */
  List<ExternalAnswer> ask(int[] prompt, int answers, Sampling sampling, long seed)
      throws EngineAwayException, EngineRefusalException, InterruptedException {
    JsonNode request = dialect.request(prompt, answers, sampling, seed, config.endTokens());
    JsonNode response = client.post(dialect.path(), request, timeout);
    List<ExternalAnswer> given = dialect.answers(response, prompt);
    if (given.size() != answers) {
      throw new UnfitEngineException(
          "the engine gives " + given.size() + " answers where " + answers + " were asked for");
    }
    for (ExternalAnswer answer : given) {
      if (answer.generated().finishReason() == FinishReason.CANCELLED) {
        throw new EngineAwayException(client.url() + dialect.path() + ": gave up an answer");
      }
      refuseForeign(answer.generated().tokens(), answer.generated().finishReason(), sampling);
    }
    return given;
  }

  private void refuseForeign(int[] tokens, FinishReason reason, Sampling sampling) {
    for (int token : tokens) {
      if (token >= config.vocabSize()) {
        throw new UnfitEngineException(
            "the engine gives token "
                + token
                + " outside the vocabulary of "
                + config.vocabSize()
                + "; it serves another model");
      }
    }
    if (tokens.length > sampling.maxTokens()) {
      throw new UnfitEngineException(
          "the engine gives "
              + tokens.length
              + " tokens where at most "
              + sampling.maxTokens()
              + " were asked for");
    }
    if (reason == FinishReason.STOP && (tokens.length == 0 || !isEnd(tokens[tokens.length - 1]))) {
      throw new UnfitEngineException(
          "the engine ends an answer of "
              + tokens.length
              + " tokens with 'stop', and its last token is none of the end tokens "
              + Arrays.toString(config.endTokens())
              + "; how likely it was to end there is not known");
    }
  }

  private boolean isEnd(int token) {
    return Arrays.stream(config.endTokens()).anyMatch(end -> end == token);
  }
}
