package dev.millrace.schemas;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One sampled answer.
 *
 * @param responseId identity of the response, in the form of {@link ResponseId} where feedback is
 *     to find it
 * @param tokens [T] response token ids, the end token included when one was sampled
 * @param behaviourLogProbs [T] log-prob of each token under the policy that sampled it
 * @param spans which weight version sampled which tokens
 * @param finishReason why the response ended
 * @param text the response as text, without the end token
 * @param extras what only some methods need; null when none was asked for
 * @param feedback what came back of the response before its group was settled; empty when nothing
 *     did, or when its prompt asks for none
 */
public record Response(
    String responseId,
    int[] tokens,
    float[] behaviourLogProbs,
    List<VersionSpan> spans,
    FinishReason finishReason,
    String text,
    @Nullable ResponseExtras extras,
    List<Vote> feedback) {

  /** A response that nothing has come back of. */
  public Response(
      String responseId,
      int[] tokens,
      float[] behaviourLogProbs,
      List<VersionSpan> spans,
      FinishReason finishReason,
      String text,
      @Nullable ResponseExtras extras) {
    this(responseId, tokens, behaviourLogProbs, spans, finishReason, text, extras, List.of());
  }

  public Response {
    // State that was saved before responses had feedback is restored without any.
    feedback = feedback == null ? List.of() : feedback;
    if (behaviourLogProbs.length != tokens.length) {
      throw new IllegalArgumentException(
          "response "
              + responseId
              + ": "
              + behaviourLogProbs.length
              + " log-probs for "
              + tokens.length
              + " tokens");
    }
    int covered = 0;
    for (VersionSpan span : spans) {
      if (span.start() != covered) {
        throw new IllegalArgumentException(
            "response " + responseId + ": spans leave a gap at token " + covered);
      }
      covered = span.end();
    }
    if (covered != tokens.length) {
      throw new IllegalArgumentException(
          "response "
              + responseId
              + ": spans cover "
              + covered
              + " of "
              + tokens.length
              + " tokens");
    }
  }

  /** The same response with what came back of it. */
  public Response with(List<Vote> votes) {
    return new Response(
        responseId, tokens, behaviourLogProbs, spans, finishReason, text, extras, votes);
  }
}
