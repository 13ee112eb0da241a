package dev.millrace.server.api;

import dev.millrace.schemas.FinishReason;
import dev.millrace.server.answer.Answer;
import dev.millrace.server.answer.Piece;
import dev.millrace.server.answer.Told;
import dev.millrace.server.engine.SampledToken;
import dev.millrace.server.openai.ApiException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The answers of one request while they grow. Used by one thread. */
final class Choices {
  private static final String STOP = "stop";
  private static final String LENGTH = "length";
  private static final Piece NOTHING = new Piece("", List.of(), List.of(), List.of());

  private final Task task;
  private final List<Answer> answers = new ArrayList<>();
  private final @Nullable String[] ends;
  private final boolean[] told;
  private int open;

  Choices(Task task, ServedModel model) {
    this.task = task;
    this.open = task.choices();
    this.ends = new @Nullable String[open];
    this.told = new boolean[open];
    int[] endTokens = model.endTokens();
    int[] stopTokens = task.wanted().stopTokens();
    for (int i = 0; i < open; i++) {
      answers.add(
          new Answer(
              model.bytes(),
              id -> contains(endTokens, id) || contains(stopTokens, id),
              task.wanted().stops()));
    }
  }

  private static boolean contains(int[] ids, int id) {
    return Arrays.stream(ids).anyMatch(each -> each == id);
  }

  boolean isOpen() {
    return open > 0;
  }

  boolean isOpen(int choice) {
    return ends[choice] == null;
  }

  /** Adds a token; returns whether the answer needs no more. */
  boolean push(int choice, SampledToken token) {
    if (answers.get(choice).push(token)) {
      end(choice, STOP);
    }
    return !isOpen(choice);
  }

  /** Ends an answer as the engine says. */
  void end(int choice, FinishReason reason) {
    Answer answer = answers.get(choice);
    answer.finish();
    switch (reason) {
      case STOP -> end(choice, STOP);
      case LENGTH -> end(choice, answer.stopped() ? STOP : LENGTH);
      case CANCELLED, UNKNOWN ->
          throw ApiException.server(503, "cancelled", "the answer was cancelled by the server");
    }
  }

  private void end(int choice, String reason) {
    ends[choice] = reason;
    open--;
  }

  /** Why an answer ended; null while it goes on. */
  @Nullable String endOf(int choice) {
    return ends[choice];
  }

  /** What opens a choice of a stream. */
  Told opening(int choice) {
    return told(choice, NOTHING, null);
  }

  /** Choices of which something can be told that was not told before. */
  List<Told> news() {
    List<Told> news = new ArrayList<>();
    for (int i = 0; i < answers.size(); i++) {
      if (!told[i] && (answers.get(i).hasNews() || !isOpen(i))) {
        told[i] = !isOpen(i);
        news.add(told(i, answers.get(i).take(), ends[i]));
      }
    }
    return news;
  }

  private Told told(int choice, Piece piece, @Nullable String end) {
    int prompt = task.promptOf(choice);
    return new Told(
        choice,
        task.prompts().get(prompt),
        task.echoes().get(prompt),
        piece,
        end,
        answers.get(choice).spans());
  }

  int promptTokens() {
    return task.prompts().stream().mapToInt(prompt -> prompt.length).sum();
  }

  int tokens() {
    return answers.stream().mapToInt(Answer::tokens).sum();
  }
}
