package dev.millrace.ops.intake;

import dev.millrace.policy.GenerationRequest;
import dev.millrace.schemas.FinishReason;
import dev.millrace.schemas.Sampling;
import dev.millrace.server.engine.Engine;
import dev.millrace.server.engine.EngineRequest;
import dev.millrace.server.engine.Priority;
import dev.millrace.server.engine.QueueFullException;
import dev.millrace.server.engine.SampledToken;
import dev.millrace.server.engine.TokenListener;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicLong;

/** Clients of an engine, each of which asks again as soon as it has its answer. */
final class LiveClients implements AutoCloseable {
  private static final int TOKENS = 20;

  private final Engine engine;
  private final Queue<Throwable> failures = new ConcurrentLinkedQueue<>();
  private final AtomicLong asked = new AtomicLong();
  private final AtomicLong answers = new AtomicLong();
  private final AtomicLong ofSeveralVersions = new AtomicLong();
  private volatile boolean closing;

  private LiveClients(Engine engine) {
    this.engine = engine;
  }

  static LiveClients start(Engine engine, int count) {
    LiveClients clients = new LiveClients(engine);
    for (int client = 0; client < count; client++) {
      clients.ask(client);
    }
    return clients;
  }

  private void ask(int client) {
    Sampling sampling = new Sampling(1, 1, 0, TOKENS, asked.incrementAndGet());
    GenerationRequest generation =
        new GenerationRequest("live-" + client, 0, new int[] {4, 5, 6}, sampling, new int[0]);
    try {
      var unused =
          engine.submit(
              new EngineRequest(generation, Priority.LIVE, "client-" + client, 0),
              new Answer(client));
    } catch (QueueFullException e) {
      failures.add(e);
    }
  }

  private final class Answer implements TokenListener {
    private final int client;
    private long firstStep = -1;
    private long lastStep = -1;
    private int tokens;

    Answer(int client) {
      this.client = client;
    }

    @Override
    public void token(SampledToken token) {
      if (token.step() < lastStep) {
        failures.add(new AssertionError("step " + token.step() + " after " + lastStep));
      }
      firstStep = firstStep < 0 ? token.step() : firstStep;
      lastStep = token.step();
      tokens++;
    }

    @Override
    public void finished(FinishReason reason) {
      if (reason == FinishReason.LENGTH && tokens != TOKENS) {
        failures.add(new AssertionError(tokens + " tokens of " + TOKENS));
      }
      answers.incrementAndGet();
      if (firstStep != lastStep) {
        ofSeveralVersions.incrementAndGet();
      }
      if (!closing) {
        ask(client);
      }
    }

    @Override
    public void failed(RuntimeException why) {
      failures.add(why);
    }
  }

  long answers() {
    return answers.get();
  }

  long answersOfSeveralVersions() {
    return ofSeveralVersions.get();
  }

  Queue<Throwable> failures() {
    return failures;
  }

  /** Asks no more. */
  @Override
  public void close() {
    closing = true;
  }
}
