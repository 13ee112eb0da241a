package dev.millrace.server.sampling;

import dev.millrace.policy.Generated;
import dev.millrace.policy.GenerationRequest;
import dev.millrace.schemas.FinishReason;
import dev.millrace.schemas.Response;
import dev.millrace.schemas.ResponseGroup;
import dev.millrace.schemas.Sampling;
import dev.millrace.server.admission.PendingPrompt;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;

/**
 * What the groups of a generator have in common, and how one is put together.
 *
 * @param groupSize G, responses of a group
 * @param sampling how they are sampled
 * @param tokenizerDigest digest of the tokenizer
 * @param generatorId the generator process
 * @param text tokens to text
 */
public record GroupRecipe(
    int groupSize,
    Sampling sampling,
    String tokenizerDigest,
    String generatorId,
    Function<int[], String> text) {
  private static final int[] NO_STOP_TOKENS = {};

  /** The G requests of a prompt. The group id and the index decide the draws. */
  List<GenerationRequest> requests(PendingPrompt prompt) {
    List<GenerationRequest> requests = new ArrayList<>(groupSize);
    for (int i = 0; i < groupSize; i++) {
      requests.add(
          new GenerationRequest(prompt.groupId(), i, prompt.tokens(), sampling, NO_STOP_TOKENS));
    }
    return requests;
  }

  /** The group of a prompt, from its answers in the order of the requests. */
  ResponseGroup group(
      PendingPrompt prompt, List<Sampled> answers, long startedAtMillis, long finishedAtMillis) {
    List<Response> responses = new ArrayList<>(answers.size());
    for (Sampled answer : answers) {
      responses.add(response(prompt.groupId() + "/" + responses.size(), answer));
    }
    return new ResponseGroup(
        prompt.groupId(),
        prompt.prompt(),
        prompt.tokens(),
        responses,
        sampling,
        tokenizerDigest,
        generatorId,
        startedAtMillis,
        finishedAtMillis,
        null);
  }

  private Response response(String responseId, Sampled sampled) {
    Generated answer = sampled.generated();
    int[] tokens = answer.tokens();
    boolean ended = answer.finishReason() == FinishReason.STOP && tokens.length > 0;
    int[] spoken = ended ? Arrays.copyOf(tokens, tokens.length - 1) : tokens;
    return new Response(
        responseId,
        tokens,
        answer.logProbs(),
        sampled.spans(),
        answer.finishReason(),
        text.apply(spoken),
        null);
  }
}
