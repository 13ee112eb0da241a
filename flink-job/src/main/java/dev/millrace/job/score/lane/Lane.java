package dev.millrace.job.score.lane;

import dev.millrace.schemas.Prompt;
import dev.millrace.schemas.Response;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * The judgements of one verifier, begun in the order in which they were asked for: as many at once
 * as there are places, each with a deadline that counts from its beginning. While the verifier is
 * suspended none waits; the trial that may end this is made on the side, with a response that is
 * unscored whatever comes of it, so that no group waits for a verifier that hangs.
 */
final class Lane implements AutoCloseable {
  private final Places places;
  private final Duration deadline;
  private final Alarm alarm;
  private final Runnable onMiss;

  private final Deque<Question> waiting = new ArrayDeque<>();
  private Suspension suspension = Suspension.NONE;
  private int underWay;
  private boolean trying;
  private boolean beginning;
  private boolean closed;

  /**
   * An open lane.
   *
   * @param deadline of one judgement
   * @param onMiss told of every missed deadline
   */
  Lane(Places places, Duration deadline, Alarm alarm, Runnable onMiss) {
    this.places = places;
    this.deadline = deadline;
    this.alarm = alarm;
    this.onMiss = onMiss;
  }

  private static final class Question {
    private final Prompt prompt;
    private final Response response;
    private final boolean trial;
    private final CompletableFuture<Map<String, Float>> answer = new CompletableFuture<>();
    private boolean over;
    private @Nullable Runnable alarmOff;

    private Question(Prompt prompt, Response response, boolean trial) {
      this.prompt = prompt;
      this.response = response;
      this.trial = trial;
    }
  }

  /** The judgement of a response, which comes on any thread. */
  synchronized CompletionStage<Map<String, Float>> ask(Prompt prompt, Response response) {
    if (closed) {
      return refused("the verifier is closed");
    }
    String refusal = refusal();
    if (suspension.isTrialDue(alarm.millis()) && mayTry()) {
      trying = true;
      begin(new Question(prompt, response, true));
    }
    if (!refusal.isEmpty()) {
      return refused(refusal);
    }
    Question question = new Question(prompt, response, false);
    waiting.add(question);
    beginWaiting();
    return question.answer;
  }

  private boolean mayTry() {
    return !trying && underWay < places.count() && places.hindrance().isEmpty();
  }

  /** Whether the verifier is left alone. */
  synchronized boolean isSuspended() {
    return !refusal().isEmpty();
  }

  private String refusal() {
    return suspension.isActive() ? suspension.reason() : places.hindrance();
  }

  private static CompletionStage<Map<String, Float>> refused(String reason) {
    return CompletableFuture.failedFuture(new NoJudgementException(reason));
  }

  private void beginWaiting() {
    if (beginning) {
      return; // An answer that came at once: the loop below goes on, at no depth of the stack.
    }
    beginning = true;
    try {
      while (!waiting.isEmpty() && underWay < places.count()) {
        String refusal = refusal();
        if (refusal.isEmpty()) {
          begin(waiting.remove());
        } else {
          failWaiting(refusal);
        }
      }
    } finally {
      beginning = false;
    }
  }

  private void failWaiting(String reason) {
    while (!waiting.isEmpty()) {
      waiting.remove().answer.completeExceptionally(new NoJudgementException(reason));
    }
  }

  private void begin(Question question) {
    underWay++;
    Places.UnderWay begun = places.begin(question.prompt, question.response);
    question.alarmOff = alarm.after(deadline, () -> missed(question, begun));
    var unused = // it hears of every failure
        begun
            .answer()
            .whenComplete((channels, failure) -> answered(question, begun, channels, failure));
  }

  private synchronized void answered(
      Question question,
      Places.UnderWay begun,
      @Nullable Map<String, Float> channels,
      @Nullable Throwable failure) {
    if (question.over) {
      return;
    }
    end(question);
    if (question.alarmOff != null) {
      question.alarmOff.run();
    }
    begun.ended();
    suspension = suspension.answered();
    if (failure == null && channels != null) {
      question.answer.complete(channels);
    } else {
      question.answer.completeExceptionally(
          failure == null ? new NoJudgementException("no channels") : failure);
    }
    beginWaiting();
  }

  private synchronized void missed(Question question, Places.UnderWay begun) {
    if (question.over || closed) {
      return;
    }
    end(question);
    begun.giveUp();
    onMiss.run();
    long now = alarm.millis();
    suspension = question.trial ? suspension.trialMissed(now) : suspension.missed(now);
    question.answer.completeExceptionally(
        new NoJudgementException("no judgement within " + deadline.toMillis() + " ms"));
    beginWaiting();
    if (!refusal().isEmpty()) {
      failWaiting(refusal());
    }
  }

  private void end(Question question) {
    question.over = true;
    underWay--;
    trying &= !question.trial;
  }

  /** Ends what is under way; whoever waits for it is told. */
  @Override
  public synchronized void close() {
    closed = true;
    failWaiting("the verifier is closed");
    places.close();
  }
}
