package dev.millrace.server.metrics;

import dev.millrace.server.http.RequestCounter;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.IntSupplier;

/** The figures of answers over HTTP. Stems are vLLM's. */
public final class AnswerMetrics implements RequestCounter {
  private static final String PREFIX = "millrace.server.";

  private final MeterRegistry registry;
  private final Timer firstToken;
  private final Timer betweenTokens;
  private final Timer whole;
  private final Counter promptTokens;
  private final Counter answerTokens;
  private final Counter gaveUp;
  private final Counter failed;

  /**
   * Figures in a registry.
   *
   * @param running requests under way
   */
  public AnswerMetrics(MeterRegistry registry, IntSupplier running) {
    this.registry = registry;
    this.firstToken = timer("time.to.first.token", "from a request to its first token");
    this.betweenTokens = timer("inter.token.latency", "between two tokens of an answer");
    this.whole = timer("e2e.request.latency", "from a request to its whole answer");
    this.promptTokens = counter("prompt.tokens", "tokens of prompts that were answered");
    this.answerTokens = counter("answer.tokens", "tokens of answers over HTTP");
    this.gaveUp = counter("requests.given.up", "requests whose client left or waited too long");
    this.failed = counter("requests.failed", "requests that the engine failed");
    Gauge.builder(PREFIX + "num.requests.running", running, IntSupplier::getAsInt)
        .description("requests under way")
        .strongReference(true)
        .register(registry);
  }

  private Timer timer(String name, String what) {
    return Timer.builder(PREFIX + name)
        .description(what)
        .serviceLevelObjectives(
            Duration.ofMillis(1),
            Duration.ofMillis(5),
            Duration.ofMillis(10),
            Duration.ofMillis(25),
            Duration.ofMillis(50),
            Duration.ofMillis(100),
            Duration.ofMillis(250),
            Duration.ofSeconds(1),
            Duration.ofSeconds(5),
            Duration.ofSeconds(30))
        .register(registry);
  }

  private Counter counter(String name, String what) {
    return Counter.builder(PREFIX + name).description(what).register(registry);
  }

  @Override
  public void count(String route, int status) {
    registry
        .counter(PREFIX + "http.requests", "route", route, "status", Integer.toString(status))
        .increment();
  }

  /** A request begins to be answered. */
  public Answer begin() {
    return new Answer();
  }

  /** The figures of one request. Used by one thread. */
  public final class Answer {
    private final long begunNanos = System.nanoTime();
    private final Map<Integer, Long> lastNanos = new HashMap<>();

    /** A token of one of its answers was made. */
    public void token(int choice, long atNanos) {
      Long last = lastNanos.put(choice, atNanos);
      if (last != null) {
        betweenTokens.record(atNanos - last, TimeUnit.NANOSECONDS);
      } else if (lastNanos.size() == 1) {
        firstToken.record(atNanos - begunNanos, TimeUnit.NANOSECONDS);
      }
      answerTokens.increment();
    }

    /** One of its answers has ended. */
    public void ended(String reason) {
      registry.counter(PREFIX + "request.success", "finished_reason", reason).increment();
    }

    /** The client has the whole answer. */
    public void whole(int tokensOfPrompts) {
      promptTokens.increment(tokensOfPrompts);
      whole.record(System.nanoTime() - begunNanos, TimeUnit.NANOSECONDS);
    }

    /** Nobody waits for it any more. */
    public void gaveUp() {
      gaveUp.increment();
    }

    /** The engine could not answer. */
    public void failed() {
      failed.increment();
    }
  }
}
