package dev.millrace.server.answer;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.millrace.policy.TokenBytes;
import dev.millrace.server.openai.Wanted;
import java.util.List;

/** {@code chat.completion} and its chunks. */
public final class ChatShape implements Shape {
  private static final String WHOLE = "chat.completion";
  private static final String CHUNK = "chat.completion.chunk";

  private final LogProbs logProbs;
  private final Details details;
  private final boolean withLogProbs;

  public ChatShape(TokenBytes bytes, Wanted wanted) {
    this.logProbs = new LogProbs(bytes, wanted.namesAsIds());
    this.details = new Details(wanted.tokenIds());
    this.withLogProbs = wanted.logProbs();
  }

  @Override
  public ObjectNode whole(Head head, List<Told> choices) {
    ObjectNode answer = head.node(WHOLE);
    ArrayNode array = answer.putArray("choices");
    for (Told told : choices) {
      ObjectNode choice = array.addObject().put("index", told.index());
      choice
          .putObject("message")
          .put("role", "assistant")
          .put("content", told.piece().text())
          .putNull("refusal");
      complete(choice, told);
    }
    if (!choices.isEmpty()) {
      details.addIds(answer, "prompt_token_ids", choices.get(0).prompt());
    }
    details.addExtension(answer, head, choices);
    return answer;
  }

  @Override
  public ObjectNode opening(Head head, Told told) {
    ObjectNode answer = head.node(CHUNK);
    ObjectNode choice = answer.putArray("choices").addObject().put("index", told.index());
    choice.putObject("delta").put("role", "assistant").put("content", "").putNull("refusal");
    choice.putNull("logprobs").putNull("finish_reason");
    details.addIds(answer, "prompt_token_ids", told.prompt());
    return answer;
  }

  @Override
  public ObjectNode chunk(Head head, Told told) {
    ObjectNode answer = head.node(CHUNK);
    ObjectNode choice = answer.putArray("choices").addObject().put("index", told.index());
    ObjectNode delta = choice.putObject("delta");
    if (!told.piece().text().isEmpty()) {
      delta.put("content", told.piece().text());
    }
    complete(choice, told);
    if (told.finishReason() != null || details.tokenIds()) {
      details.addExtension(answer, head, List.of(told));
    }
    return answer;
  }

  @Override
  public ObjectNode empty(Head head) {
    ObjectNode answer = head.node(CHUNK);
    answer.putArray("choices");
    return answer;
  }

  private void complete(ObjectNode choice, Told told) {
    if (withLogProbs) {
      logProbs.addChat(choice, told.piece().tokens());
    } else {
      choice.putNull("logprobs");
    }
    choice.put("finish_reason", told.finishReason());
    details.addIds(choice, told.piece());
  }
}
