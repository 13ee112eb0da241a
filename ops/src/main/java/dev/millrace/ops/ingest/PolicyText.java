package dev.millrace.ops.ingest;

import dev.millrace.ops.UserError;
import dev.millrace.ops.score.RecordedGroup;
import dev.millrace.ops.task.RecordedResponse;
import dev.millrace.schemas.FinishReason;
import dev.millrace.schemas.Response;
import dev.millrace.schemas.ResponseGroup;
import dev.millrace.schemas.Sampling;
import dev.millrace.schemas.VersionSpan;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;

/**
 * Recorded texts as token ids of a policy: prompts as its generator reads them, responses as a
 * continuation, closed by its first end token where they ended by themselves. Tokens that were
 * recorded are kept: text does not always come back as the tokens that it was sampled as.
 *
 * @param prompts text of a prompt to token ids
 * @param continuations text of a response to token ids
 * @param tokenizerDigest of the tokenizer that does both
 * @param endTokens that end a response; may be empty
 * @param vocabularySize token ids are below
 * @param maxPositions longest prompt and response together
 * @param temperature that the responses are said to be sampled with
 * @param lineage of the weight version that is said to have sampled them
 * @param step of that version
 */
record PolicyText(
    Function<String, int[]> prompts,
    Function<String, int[]> continuations,
    String tokenizerDigest,
    int[] endTokens,
    int vocabularySize,
    int maxPositions,
    float temperature,
    long lineage,
    long step) {

  /**
   * The group of a record. Where log-probs were not recorded they are 0 until {@link #with}.
   *
   * @param recorded whether log-probs must have been recorded
   * @throws UserError that names the place of what cannot be used
   */
  ResponseGroup group(
      String where,
      String groupId,
      String source,
      RecordedGroup group,
      boolean recorded,
      long now) {
    int[] prompt = prompts.apply(group.prompt().text());
    require(prompt.length > 0, where, "the prompt has no tokens");
    requireKnown(prompt, where + ": prompt");
    List<Response> responses = new ArrayList<>();
    int longest = 1;
    for (int i = 0; i < group.responses().size(); i++) {
      RecordedResponse response = group.responses().get(i);
      String place = where + ": response " + i;
      int[] tokens = tokens(response);
      requireKnown(tokens, place);
      int length = prompt.length + tokens.length;
      require(
          length <= maxPositions,
          place,
          length + " tokens with its prompt, the policy has " + maxPositions + " positions");
      boolean given = response.logProbs().length > 0 || tokens.length == 0;
      require(!recorded || given, place, "has no 'tokens' with 'logprobs'");
      longest = Math.max(longest, tokens.length);
      responses.add(
          new Response(
              groupId + "/" + i,
              tokens,
              recorded ? response.logProbs() : new float[tokens.length],
              List.of(new VersionSpan(lineage, step, 0, tokens.length)),
              response.ended() ? FinishReason.STOP : FinishReason.LENGTH,
              response.text(),
              null));
    }
    return new ResponseGroup(
        groupId,
        group.prompt(),
        prompt,
        responses,
        new Sampling(temperature, 1, 0, longest, 0),
        tokenizerDigest,
        source,
        now,
        now,
        null);
  }

  private int[] tokens(RecordedResponse response) {
    if (response.tokens().length > 0) {
      return response.tokens();
    }
    int[] spoken = continuations.apply(response.text());
    if (!response.ended() || endTokens.length == 0) {
      return spoken;
    }
    int[] closed = Arrays.copyOf(spoken, spoken.length + 1);
    closed[spoken.length] = endTokens[0];
    return closed;
  }

  /** The same group with log-probs, one array a response. */
  static ResponseGroup with(ResponseGroup group, List<float[]> logProbs) {
    List<Response> responses = new ArrayList<>();
    for (int i = 0; i < logProbs.size(); i++) {
      Response old = group.responses().get(i);
      responses.add(
          new Response(
              old.responseId(),
              old.tokens(),
              logProbs.get(i),
              old.spans(),
              old.finishReason(),
              old.text(),
              old.extras()));
    }
    return new ResponseGroup(
        group.groupId(),
        group.prompt(),
        group.promptTokens(),
        responses,
        group.sampling(),
        group.tokenizerDigest(),
        group.generatorId(),
        group.startedAtMillis(),
        group.finishedAtMillis(),
        group.extras());
  }

  private void requireKnown(int[] tokens, String where) {
    for (int t = 0; t < tokens.length; t++) {
      require(
          tokens[t] >= 0 && tokens[t] < vocabularySize,
          where,
          "token " + tokens[t] + " at " + t + " is not below " + vocabularySize);
    }
  }

  private static void require(boolean holds, String where, String otherwise) {
    if (!holds) {
      throw new UserError(where + ": " + otherwise);
    }
  }
}
