package dev.millrace.ops.evaluation;

/** A response that its verifier could not judge, which makes it neither right nor wrong. */
public final class UnjudgedException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public UnjudgedException(String message, Throwable cause) {
    super(message, cause);
  }
}
