package dev.millrace.server.api;

import dev.millrace.policy.GenerationRequest;
import dev.millrace.schemas.FinishReason;
import dev.millrace.server.engine.Engine;
import dev.millrace.server.engine.EngineRequest;
import dev.millrace.server.engine.Priority;
import dev.millrace.server.engine.QueueFullException;
import dev.millrace.server.engine.SampledToken;
import dev.millrace.server.engine.Ticket;
import dev.millrace.server.engine.TokenListener;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * An engine that says the prompt again, from its token number {@code responseIndex} on, and ends.
 * Token i has log-prob -i / 8 when it was drawn, -i / 4 of the model.
 */
final class EchoEngine implements Engine, AutoCloseable {
  static final int END = 0;

  final List<EngineRequest> asked = new CopyOnWriteArrayList<>();
  final AtomicInteger cancelled = new AtomicInteger();
  private final Semaphore tokens = new Semaphore(0);
  private final ExecutorService thread = Executors.newCachedThreadPool();
  private final Queue<RuntimeException> failures = new ConcurrentLinkedQueue<>();
  private final Queue<RuntimeException> trainingFailures = new ConcurrentLinkedQueue<>();
  private volatile boolean free = true;
  private volatile boolean full;
  private volatile boolean trainingHeld;

  /** From now on a token comes only for each permit. */
  Semaphore slow() {
    free = false;
    return tokens;
  }

  /** From now on answers for training wait. */
  void holdTraining() {
    trainingHeld = true;
  }

  void releaseTraining() {
    trainingHeld = false;
  }

  void fill() {
    full = true;
  }

  /** The next answer for training fails. */
  void failTraining(RuntimeException why) {
    trainingFailures.add(why);
  }

  void failNext(RuntimeException why) {
    failures.add(why);
  }

  @Override
  public Ticket submit(EngineRequest request, TokenListener listener) throws QueueFullException {
    if (full) {
      throw new QueueFullException(7, Duration.ofSeconds(3));
    }
    asked.add(request);
    Answer answer = new Answer(request, listener);
    thread.execute(answer);
    return answer::cancel;
  }

  @Override
  public void close() {
    thread.shutdownNow();
  }

  private final class Answer implements Runnable {
    private final EngineRequest request;
    private final TokenListener listener;
    private volatile boolean stopped;

    Answer(EngineRequest request, TokenListener listener) {
      this.request = request;
      this.listener = listener;
    }

    void cancel() {
      stopped = true;
      cancelled.incrementAndGet();
    }

    @Override
    public void run() {
      boolean live = request.priority() == Priority.LIVE;
      RuntimeException failure = (live ? failures : trainingFailures).poll();
      if (failure != null) {
        listener.failed(failure);
        return;
      }
      GenerationRequest wanted = request.generation();
      int[] prompt = wanted.promptTokens();
      int most = wanted.sampling().maxTokens();
      int said = 0;
      for (int at = wanted.responseIndex(); at <= prompt.length && said < most; at++, said++) {
        if (!(free && !isHeld()) && !await()) {
          return;
        }
        if (stopped) {
          listener.failed(new CancellationException("cancelled"));
          return;
        }
        listener.token(token(at < prompt.length ? prompt[at] : END, said));
        if (at == prompt.length) {
          listener.finished(FinishReason.STOP);
          return;
        }
      }
      listener.finished(FinishReason.LENGTH);
    }

    private boolean isHeld() {
      return trainingHeld && request.priority() == Priority.TRAINING;
    }

    private boolean await() {
      try {
        while (!stopped && (isHeld() || !(free || tokens.tryAcquire(10, TimeUnit.MILLISECONDS)))) {
          TimeUnit.MILLISECONDS.sleep(1);
        }
        return true;
      } catch (InterruptedException e) {
        return false;
      }
    }

    private SampledToken token(int id, int i) {
      List<SampledToken.Candidate> top = new ArrayList<>();
      for (int k = 0; k < request.topLogProbs(); k++) {
        top.add(new SampledToken.Candidate(10 + k, -k / 4f));
      }
      return new SampledToken(id, -i / 8f, -i / 4f, top, 3, i < 2 ? 40 : 41);
    }
  }
}
