package dev.millrace.server.engine;

import dev.millrace.schemas.FinishReason;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;

/** Counts and times of the engine since its start. Thread-safe. */
public final class EngineFigures {
  private final AtomicInteger running = new AtomicInteger();
  private final Map<Priority, Integer> waiting = new ConcurrentHashMap<>();
  private final LongAdder tokens = new LongAdder();
  private final LongAdder busyNanos = new LongAdder();
  private final LongAdder stopped = new LongAdder();
  private final LongAdder cut = new LongAdder();
  private final LongAdder dropped = new LongAdder();
  private final Latencies firstToken = new Latencies();
  private final Latencies betweenTokens = new Latencies();
  private final Latencies whole = new Latencies();

  void running(int count) {
    running.set(count);
  }

  void waiting(Priority priority, int count) {
    waiting.put(priority, count);
  }

  void token(Asked asked, long nowNanos) {
    tokens.increment();
    if (asked.request().priority() != Priority.LIVE) {
      return;
    }
    if (asked.lastTokenNanos() == 0) {
      firstToken.add(nowNanos - asked.acceptedNanos());
    } else {
      betweenTokens.add(nowNanos - asked.lastTokenNanos());
    }
  }

  void finished(Asked asked, FinishReason reason, long nowNanos) {
    (reason == FinishReason.STOP ? stopped : cut).increment();
    if (asked.request().priority() == Priority.LIVE) {
      whole.add(nowNanos - asked.acceptedNanos());
    }
  }

  void busy(long nanos) {
    busyNanos.add(nanos);
  }

  void dropped(Asked asked) {
    dropped.increment();
  }

  /** Answers that are being sampled. */
  public int running() {
    return running.get();
  }

  /** Requests of a priority that wait. */
  public int waiting(Priority priority) {
    return waiting.getOrDefault(priority, 0);
  }

  /** Tokens sampled. */
  public long tokens() {
    return tokens.sum();
  }

  /** Time spent in steps, nanoseconds. */
  public long busyNanos() {
    return busyNanos.sum();
  }

  /** Answers that ended with an end token. */
  public long stopped() {
    return stopped.sum();
  }

  /** Answers that ended at their token limit. */
  public long cut() {
    return cut.sum();
  }

  /** Answers that were given up after they had started. */
  public long dropped() {
    return dropped.sum();
  }

  /** Of live requests, from acceptance to the first token. */
  public Latencies firstToken() {
    return firstToken;
  }

  /** Of live requests, from one token to the next. */
  public Latencies betweenTokens() {
    return betweenTokens;
  }

  /** Of live requests, from acceptance to the last token. */
  public Latencies whole() {
    return whole;
  }
}
