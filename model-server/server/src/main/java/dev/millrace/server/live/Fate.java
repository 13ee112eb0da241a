package dev.millrace.server.live;

import java.util.Locale;

/**
 * What becomes of a request that was answered for training too. What is taken ends as one of these,
 * so over time {@code taken = Σ fates + in progress}.
 */
public enum Fate {
  /** Its group is on its way to the job. */
  KEPT,
  /** Nobody had time for it: too many were waiting. */
  QUEUE_FULL,
  /** The client had not the whole answer, or did not wait for it. */
  UNFINISHED,
  /** A copy of a request that was taken already. */
  RETRY,
  /** A rule found something in it that must not be written. */
  REDACTED,
  /** Its other answers were not sampled in time. */
  LATE,
  /** The engine refused or failed an answer. */
  FAILED,
  /** Its group is larger than the topic takes. */
  TOO_LARGE,
  /** The spool has no room. */
  SPOOL_FULL,
  /** The server was stopped. */
  STOPPED;

  /** The name in metrics. */
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }
}
