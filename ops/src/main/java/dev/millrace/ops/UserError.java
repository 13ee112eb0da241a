package dev.millrace.ops;

/**
 * A failure that the person at the keyboard can repair: an occupied port, a directory that cannot
 * be written, a file that is missing. The command prints the message as one line, without a stack
 * trace, and ends with status 1; so the message names the option or file and what to do about it.
 */
public final class UserError extends RuntimeException {
  public UserError(String message) {
    super(message);
  }

  public UserError(String message, Throwable cause) {
    super(message, cause);
  }
}
