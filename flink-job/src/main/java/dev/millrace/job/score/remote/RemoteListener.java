package dev.millrace.job.score.remote;

/** Whoever counts what remote verifiers do. Called from several threads. */
public interface RemoteListener {
  /** Nobody. */
  RemoteListener NONE = new RemoteListener() {};

  /** A request is sent, the first of a judgement or another. */
  default void requested(String verifier) {}

  /** A request is made again. */
  default void retried(String verifier) {}

  /**
   * A judgement that was asked for has ended, by an answer or without one.
   *
   * @param nanos since its first request
   */
  default void ended(String verifier, long nanos) {}

  /** A verdict was known already, or is being asked for by another. */
  default void remembered(String verifier) {}

  /** A server says what an answer cost. */
  default void spent(String verifier, long tokens) {}

  /** The budget allows no request. */
  default void refused(String verifier) {}
}
