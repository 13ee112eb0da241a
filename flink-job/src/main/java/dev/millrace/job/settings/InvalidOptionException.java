package dev.millrace.job.settings;

/** An option that does not exist, or whose value is not of its type or range; names both. */
public final class InvalidOptionException extends IllegalArgumentException {
  public InvalidOptionException(String message) {
    super(message);
  }
}
