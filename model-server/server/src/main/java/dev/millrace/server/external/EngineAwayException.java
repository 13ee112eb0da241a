package dev.millrace.server.external;

/** The engine does not answer now, and may later: no connection, a time-out, 429 or 5xx. */
final class EngineAwayException extends Exception {
  EngineAwayException(String message) {
    super(message);
  }

  EngineAwayException(String message, Throwable cause) {
    super(message, cause);
  }
}
