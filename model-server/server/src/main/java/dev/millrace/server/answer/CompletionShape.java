package dev.millrace.server.answer;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.millrace.policy.TokenBytes;
import dev.millrace.server.openai.Wanted;
import java.util.List;

/** {@code text_completion}. */
public final class CompletionShape implements Shape {
  private static final String OBJECT = "text_completion";

  private final LogProbs logProbs;
  private final Details details;
  private final boolean withLogProbs;

  public CompletionShape(TokenBytes bytes, Wanted wanted) {
    this.logProbs = new LogProbs(bytes, wanted.namesAsIds());
    this.details = new Details(wanted.tokenIds());
    this.withLogProbs = wanted.logProbs();
  }

  @Override
  public ObjectNode whole(Head head, List<Told> choices) {
    ObjectNode answer = head.node(OBJECT);
    ArrayNode array = answer.putArray("choices");
    for (Told told : choices) {
      ObjectNode choice = add(array, told);
      choice.put("text", told.echo() + told.piece().text());
      details.addIds(choice, "prompt_token_ids", told.prompt());
    }
    details.addExtension(answer, head, choices);
    return answer;
  }

  @Override
  public ObjectNode opening(Head head, Told told) {
    ObjectNode answer = head.node(OBJECT);
    ObjectNode choice =
        answer.putArray("choices").addObject().put("index", told.index()).put("text", told.echo());
    choice.putNull("logprobs").putNull("finish_reason");
    details.addIds(choice, "prompt_token_ids", told.prompt());
    return answer;
  }

  @Override
  public ObjectNode chunk(Head head, Told told) {
    ObjectNode answer = head.node(OBJECT);
    add(answer.putArray("choices"), told);
    if (told.finishReason() != null || details.tokenIds()) {
      details.addExtension(answer, head, List.of(told));
    }
    return answer;
  }

  @Override
  public ObjectNode empty(Head head) {
    ObjectNode answer = head.node(OBJECT);
    answer.putArray("choices");
    return answer;
  }

  private ObjectNode add(ArrayNode choices, Told told) {
    ObjectNode choice = choices.addObject().put("index", told.index());
    choice.put("text", told.piece().text());
    if (withLogProbs) {
      logProbs.addCompletion(choice, told.piece().tokens(), told.echo().length());
    } else {
      choice.putNull("logprobs");
    }
    choice.put("finish_reason", told.finishReason());
    details.addIds(choice, told.piece());
    return choice;
  }
}
