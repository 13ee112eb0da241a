package dev.millrace.server.sampling;

import dev.millrace.schemas.Response;
import dev.millrace.schemas.ResponseGroup;
import java.util.List;
import java.util.concurrent.atomic.LongAdder;

/** Counts since the start of the generator. Thread-safe. */
public final class SamplingFigures {
  private final LongAdder groups = new LongAdder();
  private final LongAdder tokens = new LongAdder();
  private final LongAdder samplingNanos = new LongAdder();
  private final LongAdder written = new LongAdder();
  private final LongAdder promptsRefused = new LongAdder();
  private final LongAdder groupsRefused = new LongAdder();

  void sampled(List<ResponseGroup> batch, long nanos) {
    groups.add(batch.size());
    samplingNanos.add(nanos);
    for (ResponseGroup group : batch) {
      for (Response response : group.responses()) {
        tokens.add(response.tokens().length);
      }
    }
  }

  public void groupWritten() {
    written.increment();
  }

  public void promptRefused() {
    promptsRefused.increment();
  }

  public void groupRefused() {
    groupsRefused.increment();
  }

  /** Groups sampled. */
  public long groups() {
    return groups.sum();
  }

  /** Response tokens sampled. */
  public long tokens() {
    return tokens.sum();
  }

  /** Time spent in sampling, nanoseconds. */
  public long samplingNanos() {
    return samplingNanos.sum();
  }

  /** Groups that the topic has acknowledged. */
  public long written() {
    return written.sum();
  }

  /** Prompt records that no group can be sampled for. */
  public long promptsRefused() {
    return promptsRefused.sum();
  }

  /** Groups that the topic would not take. */
  public long groupsRefused() {
    return groupsRefused.sum();
  }
}
