package dev.millrace.server.sampling;

import dev.millrace.schemas.FinishReason;
import dev.millrace.server.admission.PendingPrompt;
import dev.millrace.server.engine.SampledToken;
import dev.millrace.server.engine.TokenListener;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A group whose answers are being sampled. Tokens come by the thread of the engine; the answers may
 * be read by any thread once the group is whole.
 */
final class GroupInProgress {
  private final PendingPrompt prompt;
  private final long startedAtMillis;
  private final List<Answer> answers = new ArrayList<>();
  private final AtomicInteger unfinished;
  private final Runnable whole;
  private final Consumer<RuntimeException> failed;

  /**
   * @param whole is told when the last answer is finished
   * @param failed is told when an answer will not come
   */
  GroupInProgress(
      PendingPrompt prompt,
      int size,
      long startedAtMillis,
      Runnable whole,
      Consumer<RuntimeException> failed) {
    this.prompt = prompt;
    this.startedAtMillis = startedAtMillis;
    this.unfinished = new AtomicInteger(size);
    this.whole = whole;
    this.failed = failed;
    for (int i = 0; i < size; i++) {
      answers.add(new Answer());
    }
  }

  private final class Answer implements TokenListener {
    private final List<SampledToken> tokens = new ArrayList<>();
    private @Nullable Sampled sampled;

    @Override
    public void token(SampledToken token) {
      tokens.add(token);
    }

    @Override
    public void finished(FinishReason reason) {
      sampled = Sampled.of(tokens, reason);
      if (unfinished.decrementAndGet() == 0) {
        whole.run();
      }
    }

    @Override
    public void failed(RuntimeException why) {
      failed.accept(why);
    }
  }

  PendingPrompt prompt() {
    return prompt;
  }

  /** When sampling began, epoch milliseconds. */
  long startedAtMillis() {
    return startedAtMillis;
  }

  /** Who hears of the tokens of a response. */
  TokenListener listener(int response) {
    return answers.get(response);
  }

  boolean isWhole() {
    return unfinished.get() == 0;
  }

  /** The answers of a whole group, by response. */
  List<Sampled> answers() {
    List<Sampled> all = new ArrayList<>();
    for (Answer answer : answers) {
      if (answer.sampled == null) {
        throw new IllegalStateException("group " + prompt.groupId() + " is not whole");
      }
      all.add(answer.sampled);
    }
    return all;
  }
}
