package dev.millrace.ops.score;

import dev.millrace.schemas.FinishReason;
import dev.millrace.schemas.Prompt;
import dev.millrace.schemas.Response;
import dev.millrace.schemas.ResponseGroup;
import dev.millrace.schemas.Sampling;
import java.util.ArrayList;
import java.util.List;

/**
 * Answers to one prompt that somebody has recorded as text.
 *
 * @param prompt the task
 * @param responses their texts; at least one
 */
public record RecordedGroup(Prompt prompt, List<String> responses) {
  public RecordedGroup {
    responses = List.copyOf(responses);
    if (responses.isEmpty()) {
      throw new IllegalArgumentException("prompt " + prompt.promptId() + " has no responses");
    }
  }

  /** A group that can be judged and not trained: its texts have no tokens. */
  ResponseGroup withoutTokens() {
    List<Response> texts = new ArrayList<>();
    for (int i = 0; i < responses.size(); i++) {
      texts.add(
          new Response(
              prompt.promptId() + "/" + i,
              new int[0],
              new float[0],
              List.of(),
              FinishReason.UNKNOWN,
              responses.get(i),
              null));
    }
    return new ResponseGroup(
        prompt.promptId(),
        prompt,
        new int[] {0},
        texts,
        new Sampling(1, 1, 0, 1, 0),
        "",
        "",
        0,
        0,
        null);
  }
}
