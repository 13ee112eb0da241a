package dev.millrace.schemas;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One sampled answer.
 *
 * @param responseId identity of the response
 * @param tokens [T] response token ids, the end token included when one was sampled
 * @param behaviourLogProbs [T] log-prob of each token under the policy that sampled it
 * @param spans which weight version sampled which tokens
 * @param finishReason why the response ended
 * @param text the response as text, without the end token
 * @param extras what only some methods need; null when none was asked for
 */
public record Response(
    String responseId,
    int[] tokens,
    float[] behaviourLogProbs,
    List<VersionSpan> spans,
    FinishReason finishReason,
    String text,
    @Nullable ResponseExtras extras) {
  public Response {
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
}
