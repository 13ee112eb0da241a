package dev.millrace.job.score.judge;

import java.util.Optional;

/**
 * What a judge has cost in the last hour, counted in minutes, and whether it may cost more. An
 * answer is paid for when it has come, so those under way may pass the bound on tokens.
 */
final class Spending {
  private static final int MINUTES = 60;
  private static final long MILLIS_OF_A_MINUTE = 60_000;

  private final JudgeBudget budget;
  // The minute that is under way and the 60 before it: never less than an hour.
  private final long[] requests = new long[MINUTES + 1];
  private final long[] tokens = new long[MINUTES + 1];
  private long minute = Long.MIN_VALUE;

  Spending(JudgeBudget budget) {
    this.budget = budget;
  }

  /**
   * Takes one request from the budget.
   *
   * @param nowMillis of a clock that does not go back
   * @return why not, or nothing when it is taken
   */
  synchronized Optional<String> take(long nowMillis) {
    forgetBefore(nowMillis);
    Optional<String> spent = spent(requests, budget.requests(), "requests");
    if (spent.isEmpty()) {
      spent = spent(tokens, budget.tokens(), "tokens");
    }
    if (spent.isEmpty()) {
      requests[slot(minute)]++;
    }
    return spent;
  }

  /** Pays for an answer. */
  synchronized void pay(long nowMillis, long used) {
    forgetBefore(nowMillis);
    tokens[slot(minute)] += used;
  }

  private Optional<String> spent(long[] used, long most, String what) {
    if (most == JudgeBudget.UNLIMITED) {
      return Optional.empty();
    }
    long sum = 0;
    for (long one : used) {
      sum += one;
    }
    if (sum < most) {
      return Optional.empty();
    }
    int back = MINUTES;
    while (back > 0 && used[slot(minute - back)] == 0) {
      back--;
    }
    return Optional.of(
        JudgeSettings.BUDGET.key()
            + " is spent: "
            + sum
            + " of "
            + most
            + " "
            + what
            + " within the last hour; again in "
            + (MINUTES + 1 - back)
            + " min");
  }

  private void forgetBefore(long nowMillis) {
    long now = Math.floorDiv(nowMillis, MILLIS_OF_A_MINUTE);
    long from = minute == Long.MIN_VALUE ? now - MINUTES : Math.max(minute + 1, now - MINUTES);
    for (long passed = from; passed <= now; passed++) {
      requests[slot(passed)] = 0;
      tokens[slot(passed)] = 0;
    }
    minute = Math.max(minute, now);
  }

  private static int slot(long minute) {
    return (int) Math.floorMod(minute, (long) (MINUTES + 1));
  }
}
