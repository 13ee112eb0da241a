package dev.millrace.job.score.lane;

/**
 * No judgement came of a question, and why. It says nothing about where: thousands of them a second
 * are made while a verifier is suspended.
 */
final class NoJudgementException extends RuntimeException {
  NoJudgementException(String reason) {
    super(reason, null, false, false);
  }

  /** The reason alone, as it is shown to people; the message is no other. */
  @SuppressWarnings("OverrideThrowableToString")
  @Override
  public String toString() {
    return String.valueOf(getMessage());
  }
}
