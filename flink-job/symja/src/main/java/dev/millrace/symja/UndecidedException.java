package dev.millrace.symja;

/**
 * Algebra came to no decision in its time: the response is not judged, and never counted as wrong.
 */
final class UndecidedException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  UndecidedException(String message) {
    super(message);
  }
}
