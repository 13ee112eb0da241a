package dev.millrace.job.score.math;

/** A text that is no answer in the notation that is read here, or one beyond its bounds. */
final class UnreadableException extends Exception {
  private static final long serialVersionUID = 1L;

  UnreadableException(String message) {
    super(message, null, false, false);
  }
}
