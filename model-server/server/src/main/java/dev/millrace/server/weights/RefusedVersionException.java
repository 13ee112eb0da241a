package dev.millrace.server.weights;

/** A weight version that may not serve; the message says why. */
public final class RefusedVersionException extends Exception {
  public RefusedVersionException(String reason) {
    super(reason);
  }

  public RefusedVersionException(String reason, Throwable cause) {
    super(reason, cause);
  }
}
