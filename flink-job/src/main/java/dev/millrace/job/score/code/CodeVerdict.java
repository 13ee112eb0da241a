package dev.millrace.job.score.code;

/**
 * What a sandbox says of one program.
 *
 * @param outcome how it ended
 * @param loaded whether the program could be loaded, which it may claim itself
 * @param detail why it did not pass; may hold text of the program
 */
record CodeVerdict(Outcome outcome, boolean loaded, String detail) {
  /** How a judgement ended. */
  enum Outcome {
    /** The tests ran to their end. */
    PASSED,
    /** A test failed, or the program ended before the tests did. */
    FAILED,
    /** Time was up. */
    TIMEOUT,
    /** The processes of the program held too much memory together. */
    MEMORY,
    /** The code of the prompt is none: nothing was judged. */
    UNUSABLE,
    /** The sandbox is out of order: nothing was judged. */
    LOST
  }

  /** Whether this is a finding about the program. */
  boolean isJudgement() {
    return outcome != Outcome.UNUSABLE && outcome != Outcome.LOST;
  }
}
