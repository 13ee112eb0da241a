package dev.millrace.schemas;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The G responses of one prompt, sampled for the same request. Only whole groups are trained and
 * replayed.
 *
 * @param groupId identity of the group; a copy with the same id is a duplicate
 * @param prompt the task
 * @param promptTokens [P] token ids that the responses follow; none in a group of texts, whose
 *     responses have neither tokens nor log-probs
 * @param responses [G] the sampled answers
 * @param sampling how they were sampled
 * @param tokenizerDigest digest of the tokenizer that made the token ids
 * @param generatorId the generator process
 * @param startedAtMillis when sampling began, epoch milliseconds
 * @param finishedAtMillis when sampling ended, epoch milliseconds
 * @param extras what only some methods need; null when none was asked for
 */
public record ResponseGroup(
    String groupId,
    Prompt prompt,
    int[] promptTokens,
    List<Response> responses,
    Sampling sampling,
    String tokenizerDigest,
    String generatorId,
    long startedAtMillis,
    long finishedAtMillis,
    @Nullable GroupExtras extras) {
  public ResponseGroup {
    if (groupId.isEmpty()) {
      throw new IllegalArgumentException("groupId is empty");
    }
    if (responses.isEmpty()) {
      throw new IllegalArgumentException("group " + groupId + " has no responses");
    }
    if (promptTokens.length == 0 && responses.stream().anyMatch(r -> r.tokens().length > 0)) {
      throw new IllegalArgumentException("group " + groupId + " has no prompt tokens");
    }
  }

  /** Whether only texts are known of it: it can be scored, and there is nothing to train on. */
  public boolean isText() {
    return promptTokens.length == 0;
  }

  /** The same group with other responses. */
  public ResponseGroup with(List<Response> others) {
    return new ResponseGroup(
        groupId,
        prompt,
        promptTokens,
        others,
        sampling,
        tokenizerDigest,
        generatorId,
        startedAtMillis,
        finishedAtMillis,
        extras);
  }
}
