package dev.millrace.server.engine;

import dev.millrace.policy.SequenceToken;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A request from its acceptance to its end, which its listener hears of exactly once. All but
 * {@link #cancel} is called by the thread of the engine.
 */
final class Asked {
  private static final Logger LOG = LoggerFactory.getLogger(Asked.class);

  private final EngineRequest request;
  private final TokenListener listener;
  private final long acceptedNanos;
  private volatile boolean cancelled;
  private long startedNanos;
  private long lastTokenNanos;
  private boolean ended;

  Asked(EngineRequest request, TokenListener listener, long nowNanos) {
    this.request = request;
    this.listener = listener;
    this.acceptedNanos = nowNanos;
  }

  EngineRequest request() {
    return request;
  }

  /** What it costs at most, in tokens. */
  long work() {
    return (long) request.generation().promptTokens().length
        + request.generation().sampling().maxTokens();
  }

  long acceptedNanos() {
    return acceptedNanos;
  }

  void started(long nowNanos) {
    startedNanos = nowNanos;
  }

  long startedNanos() {
    return startedNanos;
  }

  /** When the last token came; 0 before the first. */
  long lastTokenNanos() {
    return lastTokenNanos;
  }

  void cancel() {
    cancelled = true;
  }

  boolean isCancelled() {
    return cancelled;
  }

  /** Hands a token on, and the end when it is the last. */
  void token(SequenceToken token, PolicySource.Current by, long nowNanos) {
    lastTokenNanos = nowNanos;
    if (ended) {
      return;
    }
    try {
      listener.token(sampled(token, by));
      if (token.finishReason() != null) {
        ended = true;
        listener.finished(token.finishReason());
      }
    } catch (RuntimeException e) {
      LOG.warn("request {} is given up: its listener failed", name(), e);
      ended = true;
      cancelled = true;
    }
  }

  private static SampledToken sampled(SequenceToken token, PolicySource.Current by) {
    List<SampledToken.Candidate> top = List.of();
    if (token.topTokens().length > 0) {
      top = new ArrayList<>(token.topTokens().length);
      for (int k = 0; k < token.topTokens().length; k++) {
        top.add(new SampledToken.Candidate(token.topTokens()[k], token.topLogProbs()[k]));
      }
    }
    return new SampledToken(
        token.token(), token.logProb(), token.modelLogProb(), top, by.lineage(), by.step());
  }

  /** Ends without an answer. */
  void fail(RuntimeException why) {
    if (!ended) {
      ended = true;
      try {
        listener.failed(why);
      } catch (RuntimeException e) {
        LOG.warn("the listener of request {} failed", name(), e);
      }
    }
  }

  void failCancelled() {
    fail(new CancellationException("request " + name() + " was cancelled"));
  }

  String name() {
    return request.generation().requestId() + "/" + request.generation().responseIndex();
  }
}
