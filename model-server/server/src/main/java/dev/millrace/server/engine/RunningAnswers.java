package dev.millrace.server.engine;

import dev.millrace.policy.ContinuousBatch;
import dev.millrace.policy.SequenceToken;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import java.util.function.Predicate;

/** The answers that are being sampled, and who waits for each. Used by the thread of the engine. */
final class RunningAnswers {
  private final ContinuousBatch batch;
  private final EngineSettings settings;
  private final EngineFigures figures;
  private final LongSupplier nanos;
  private final Map<Long, Asked> bySequence = new HashMap<>();
  private int training;

  RunningAnswers(
      ContinuousBatch batch, EngineSettings settings, EngineFigures figures, LongSupplier nanos) {
    this.batch = batch;
    this.settings = settings;
    this.figures = figures;
    this.nanos = nanos;
  }

  boolean isEmpty() {
    return bySequence.isEmpty();
  }

  /** Whether one more request of a priority may start. */
  boolean hasRoom(Priority priority) {
    return batch.room() > 0
        && (priority != Priority.TRAINING || training < settings.maxTrainingRunning());
  }

  void start(Asked asked) {
    asked.started(nanos.getAsLong());
    long sequence = batch.join(asked.request().generation(), asked.request().topLogProbs());
    bySequence.put(sequence, asked);
    training += asked.request().priority() == Priority.TRAINING ? 1 : 0;
    figures.running(bySequence.size());
  }

  /** Samples one more token of each answer; returns how many there were. */
  int step(PolicySource.Current by) {
    List<SequenceToken> tokens = batch.step(by.policy());
    long now = nanos.getAsLong();
    for (SequenceToken token : tokens) {
      Asked asked = bySequence.get(token.sequence());
      if (asked == null) {
        throw new IllegalStateException("nobody asked for sequence " + token.sequence());
      }
      figures.token(asked, now);
      if (token.finishReason() != null) {
        figures.finished(asked, token.finishReason(), now);
        forget(token.sequence(), asked);
      }
      asked.token(token, by, now);
    }
    return tokens.size();
  }

  /**
   * Ends, without an answer, those that nobody waits for any more and live ones that took too long.
   */
  void dropUnwanted() {
    drop(Asked::isCancelled, Asked::failCancelled);
    long latest = nanos.getAsLong() - settings.longestAnswer().toNanos();
    drop(
        asked -> asked.request().priority() == Priority.LIVE && asked.startedNanos() - latest < 0,
        asked ->
            asked.fail(
                new DeadlinePassedException(
                    "request "
                        + asked.name()
                        + ": the answer was not whole within "
                        + settings.longestAnswer().toSeconds()
                        + " s (millrace.server.longest-answer)")));
  }

  /** Ends all without an answer. */
  void failAll(RuntimeException why) {
    drop(asked -> true, asked -> asked.fail(why));
  }

  private void drop(Predicate<Asked> which, Consumer<Asked> end) {
    List<Long> dropped = new ArrayList<>();
    bySequence.forEach(
        (sequence, asked) -> {
          if (which.test(asked)) {
            dropped.add(sequence);
          }
        });
    for (long sequence : dropped) {
      Asked asked = bySequence.get(sequence);
      if (asked != null) {
        batch.leave(sequence);
        forget(sequence, asked);
        figures.dropped(asked);
        end.accept(asked);
      }
    }
  }

  private void forget(long sequence, Asked asked) {
    bySequence.remove(sequence);
    training -= asked.request().priority() == Priority.TRAINING ? 1 : 0;
    figures.running(bySequence.size());
  }
}
