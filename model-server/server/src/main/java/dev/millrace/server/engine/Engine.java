package dev.millrace.server.engine;

/** A policy that answers many requests at once. Thread-safe. */
public interface Engine {
  /**
   * Asks for one answer. Tokens arrive at the listener as they are sampled.
   *
   * @throws QueueFullException when as many requests wait as may wait
   * @throws IllegalArgumentException when the request can never be answered, naming why
   */
  Ticket submit(EngineRequest request, TokenListener listener) throws QueueFullException;
}
