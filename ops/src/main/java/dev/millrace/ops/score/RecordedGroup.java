package dev.millrace.ops.score;

import dev.millrace.ops.task.RecordedResponse;
import dev.millrace.schemas.FinishReason;
import dev.millrace.schemas.Prompt;
import dev.millrace.schemas.Response;
import dev.millrace.schemas.ResponseGroup;
import dev.millrace.schemas.Sampling;
import java.util.ArrayList;
import java.util.List;

/**
 * Answers to one prompt that somebody has recorded.
 *
 * @param prompt the task
 * @param responses the answers; at least one
 */
public record RecordedGroup(Prompt prompt, List<RecordedResponse> responses) {
  public RecordedGroup {
    responses = List.copyOf(responses);
    if (responses.isEmpty()) {
      throw new IllegalArgumentException("prompt " + prompt.promptId() + " has no responses");
    }
  }

  /**
   * A group that can be judged and not trained: its texts have no tokens.
   *
   * @param groupId identity of the group
   * @param source who says that these are answers
   * @param nowMillis epoch milliseconds
   */
  public ResponseGroup withoutTokens(String groupId, String source, long nowMillis) {
    List<Response> texts = new ArrayList<>();
    for (int i = 0; i < responses.size(); i++) {
      texts.add(
          new Response(
              groupId + "/" + i,
              new int[0],
              new float[0],
              List.of(),
              responses.get(i).ended() ? FinishReason.STOP : FinishReason.LENGTH,
              responses.get(i).text(),
              null));
    }
    return new ResponseGroup(
        groupId,
        prompt,
        new int[0],
        texts,
        new Sampling(1, 1, 0, 1, 0),
        "",
        source,
        nowMillis,
        nowMillis,
        null);
  }
}
