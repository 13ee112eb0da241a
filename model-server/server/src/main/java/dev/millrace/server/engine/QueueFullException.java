package dev.millrace.server.engine;

import java.time.Duration;

/** No more requests may wait now. */
public final class QueueFullException extends Exception {
  private static final long serialVersionUID = 1L;

  private final Duration retryAfter;

  /**
   * @param retryAfter after which there is probably room
   */
  public QueueFullException(int waiting, Duration retryAfter) {
    super(waiting + " requests wait already; try again in " + retryAfter.toSeconds() + " s");
    this.retryAfter = retryAfter;
  }

  public Duration retryAfter() {
    return retryAfter;
  }
}
