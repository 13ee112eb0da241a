package dev.millrace.server.sampling;

/** A prompt record that no group can be sampled for; the message says why. */
public final class RefusedPromptException extends Exception {
  public RefusedPromptException(String reason) {
    super(reason);
  }

  public RefusedPromptException(String reason, Throwable cause) {
    super(reason, cause);
  }
}
