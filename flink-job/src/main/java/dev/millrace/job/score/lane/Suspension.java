package dev.millrace.job.score.lane;

/**
 * Whether a verifier is left alone because it does not answer. After {@value #MOST_MISSES} missed
 * deadlines in a row it is, for w₁ = 1 s; then it is tried once, and every trial that misses its
 * deadline too doubles the wait: wₖ₊₁ = min(2 wₖ, 60 s). Any answer ends it.
 *
 * @param misses missed deadlines in a row
 * @param waitMillis w, the wait for the next trial; 0 when the verifier is not suspended
 * @param trialAtMillis when the next trial is due
 */
record Suspension(int misses, long waitMillis, long trialAtMillis) {
  static final int MOST_MISSES = 3;
  static final long FIRST_WAIT_MILLIS = 1_000;
  static final long LONGEST_WAIT_MILLIS = 60_000;

  /** A verifier that answers. */
  static final Suspension NONE = new Suspension(0, 0, 0);

  boolean isActive() {
    return waitMillis > 0;
  }

  boolean isTrialDue(long nowMillis) {
    return isActive() && nowMillis >= trialAtMillis;
  }

  /** After any answer in time. */
  Suspension answered() {
    return NONE;
  }

  /** After a missed deadline; of several judgements under way at once only three count. */
  Suspension missed(long nowMillis) {
    if (isActive()) {
      return this;
    }
    long wait = misses + 1 < MOST_MISSES ? 0 : FIRST_WAIT_MILLIS;
    return new Suspension(misses + 1, wait, nowMillis + wait);
  }

  /** After a trial that missed its deadline. */
  Suspension trialMissed(long nowMillis) {
    if (!isActive()) {
      return missed(nowMillis);
    }
    long wait = Math.min(2 * waitMillis, LONGEST_WAIT_MILLIS);
    return new Suspension(misses + 1, wait, nowMillis + wait);
  }

  /** Why nothing is asked. */
  String reason() {
    return "suspended after "
        + misses
        + " missed deadlines; tried again after "
        + waitMillis / 1_000
        + " s";
  }
}
