package dev.millrace.server.engine;

/** A request took longer than it may; the message says what it waited for. */
public final class DeadlinePassedException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public DeadlinePassedException(String message) {
    super(message);
  }
}
