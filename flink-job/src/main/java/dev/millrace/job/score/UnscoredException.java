package dev.millrace.job.score;

/** A response that could not be judged, which is not the same as a wrong one. */
public final class UnscoredException extends Exception {
  UnscoredException(String message, Throwable cause) {
    super(message, cause);
  }

  UnscoredException(String message) {
    super(message);
  }
}
