package dev.millrace.ops.bench;

import dev.millrace.policy.GenerationRequest;
import dev.millrace.schemas.FinishReason;
import dev.millrace.server.engine.Engine;
import dev.millrace.server.engine.EngineRequest;
import dev.millrace.server.engine.Priority;
import dev.millrace.server.engine.QueueFullException;
import dev.millrace.server.engine.SampledToken;
import dev.millrace.server.engine.TokenListener;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** Clients of an engine, one a request. */
final class Streams {
  private final Engine engine;
  private final CountDownLatch ended;
  private final AtomicInteger failures = new AtomicInteger();
  private final List<Long> gaps = new ArrayList<>(); // written by the thread of the engine
  private volatile boolean again;

  private Streams(Engine engine, List<GenerationRequest> requests, boolean again) {
    this.engine = engine;
    this.ended = new CountDownLatch(requests.size());
    this.again = again;
    requests.forEach(this::ask);
  }

  /** Each request is asked once. */
  static Streams once(Engine engine, List<GenerationRequest> requests) {
    return new Streams(engine, requests, false);
  }

  /** Each request is asked again when it is answered, until {@link #stop}. */
  static Streams endless(Engine engine, List<GenerationRequest> requests) {
    return new Streams(engine, requests, true);
  }

  private void ask(GenerationRequest request) {
    try {
      var unused =
          engine.submit(new EngineRequest(request, Priority.LIVE, "bench", 0), new Stream(request));
    } catch (QueueFullException e) {
      throw new IllegalStateException("the queue of the benchmark has no end", e);
    }
  }

  private final class Stream implements TokenListener {
    private final GenerationRequest request;
    private long lastNanos;

    Stream(GenerationRequest request) {
      this.request = request;
    }

    @Override
    public void token(SampledToken token) {
      long now = System.nanoTime();
      if (lastNanos != 0) {
        gaps.add(now - lastNanos);
      }
      lastNanos = now;
    }

    @Override
    public void finished(FinishReason reason) {
      if (again) {
        ask(request);
      } else {
        ended.countDown();
      }
    }

    @Override
    public void failed(RuntimeException why) {
      failures.incrementAndGet();
      ended.countDown();
    }
  }

  /** Asks no more; requests under way are answered. */
  void stop() {
    again = false;
  }

  /** Waits for the last answer. */
  void await(Duration deadline) throws InterruptedException {
    if (!ended.await(deadline.toMillis(), TimeUnit.MILLISECONDS)) {
      throw new IllegalStateException(
          ended.getCount() + " requests were not answered within " + deadline.toSeconds() + " s");
    }
  }

  int failures() {
    return failures.get();
  }

  /** Times between two tokens of a stream. */
  Durations gaps() {
    return new Durations(gaps.stream().mapToDouble(nanos -> nanos / 1e9).toArray());
  }
}
