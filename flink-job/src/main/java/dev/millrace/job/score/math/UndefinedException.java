package dev.millrace.job.score.math;

/** An expression without a value here: division by zero, or a number beyond the bounds. */
final class UndefinedException extends ArithmeticException {
  private static final long serialVersionUID = 1L;

  UndefinedException(String message) {
    super(message);
  }

  @Override
  public synchronized Throwable fillInStackTrace() {
    return this;
  }
}
