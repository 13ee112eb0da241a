package dev.millrace.server.external;

/** An engine whose answers cannot be trained on; the message says what is missing. */
public final class UnfitEngineException extends RuntimeException {
  public UnfitEngineException(String message) {
    super(message);
  }

  public UnfitEngineException(String message, Throwable cause) {
    super(message, cause);
  }
}
