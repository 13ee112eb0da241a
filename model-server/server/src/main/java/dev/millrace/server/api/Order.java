package dev.millrace.server.api;

import dev.millrace.policy.GenerationRequest;
import dev.millrace.schemas.Sampling;
import dev.millrace.server.engine.EngineRequest;
import dev.millrace.server.engine.Priority;
import dev.millrace.server.openai.ApiException;
import dev.millrace.server.openai.Limits;
import dev.millrace.server.openai.Wanted;
import java.util.ArrayList;
import java.util.List;

/** A task in the words of the engine. */
final class Order {
  /** Whose draws depend on nothing but the seed and the place of the answer. */
  private static final String SEEDED = "seeded";

  private Order() {}

  /**
   * One request for each choice.
   *
   * @param id of the response
   * @param caller whose turn it is
   * @param seed of the draws where the task names none
   * @throws ApiException when a prompt cannot be read by the model
   */
  static List<EngineRequest> of(
      Task task, ServedModel model, Limits limits, String id, String caller, long seed) {
    Wanted wanted = task.wanted();
    Long named = wanted.seed();
    for (int token : wanted.stopTokens()) {
      requireKnown("stop_token_ids", token, model);
    }
    List<EngineRequest> requests = new ArrayList<>();
    for (int[] prompt : task.prompts()) {
      Sampling sampling =
          new Sampling(
              wanted.temperature(),
              wanted.topP(),
              wanted.topK(),
              maxTokens(prompt, wanted, model, limits),
              named == null ? seed : named);
      for (int i = 0; i < wanted.n(); i++) {
        requests.add(
            new EngineRequest(
                new GenerationRequest(
                    named == null ? id + "/" + requests.size() : SEEDED,
                    i,
                    prompt,
                    sampling,
                    wanted.stopTokens()),
                Priority.LIVE,
                caller,
                Math.max(wanted.topLogProbs(), 0)));
      }
    }
    return requests;
  }

  private static int maxTokens(int[] prompt, Wanted wanted, ServedModel model, Limits limits) {
    if (prompt.length == 0) {
      throw ApiException.invalid("prompt", "a prompt must have at least one token");
    }
    if (prompt.length > limits.promptTokens()) {
      throw ApiException.tooLong(
          "prompt",
          "a prompt may have at most "
              + limits.promptTokens()
              + " tokens, this one has "
              + prompt.length);
    }
    for (int token : prompt) {
      requireKnown("prompt", token, model);
    }
    int room = model.maxPositions() - prompt.length;
    if (room < Math.max(wanted.maxTokens(), 1)) {
      throw ApiException.tooLong(
          "prompt",
          "this model reads at most "
              + model.maxPositions()
              + " tokens; the prompt has "
              + prompt.length
              + " and the answer may have "
              + Math.max(wanted.maxTokens(), 1));
    }
    return wanted.maxTokens() > 0 ? wanted.maxTokens() : Math.min(room, limits.outputTokens());
  }

  private static void requireKnown(String param, int token, ServedModel model) {
    if (token < 0 || token >= model.vocabulary()) {
      throw ApiException.invalid(
          param, "token id " + token + " is outside the vocabulary of " + model.vocabulary());
    }
  }
}
