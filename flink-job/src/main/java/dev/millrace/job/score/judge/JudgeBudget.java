package dev.millrace.job.score.judge;

import dev.millrace.job.settings.InvalidOptionException;
import java.io.Serializable;

/**
 * What a judge may cost in an hour.
 *
 * @param requests that may be sent; {@link #UNLIMITED} where nothing was said
 * @param tokens that prompts and answers together may have
 */
public record JudgeBudget(long requests, long tokens) implements Serializable {
  /** No bound. */
  public static final long UNLIMITED = Long.MAX_VALUE;

  /** No bound at all. */
  public static final JudgeBudget NONE = new JudgeBudget(UNLIMITED, UNLIMITED);

  /** Reads {@code requests=1000,tokens=2000000}, either part or nothing. */
  static JudgeBudget parse(String text) {
    JudgeBudget budget = NONE;
    for (String part : text.isBlank() ? new String[0] : text.split(",", -1)) {
      String[] pair = part.strip().split("=", -1);
      long most = pair.length == 2 ? Long.parseLong(pair[1].strip()) : 0;
      String what = pair[0].strip();
      if (most < 1) {
        throw new InvalidOptionException("every part is requests=N or tokens=N, N >= 1");
      }
      if (what.equals("requests") && budget.requests == UNLIMITED) {
        budget = new JudgeBudget(most, budget.tokens);
      } else if (what.equals("tokens") && budget.tokens == UNLIMITED) {
        budget = new JudgeBudget(budget.requests, most);
      } else {
        throw new InvalidOptionException("'" + what + "' is unknown, or there twice");
      }
    }
    return budget;
  }

  /** The share of one of several that spend it together; rounded down. */
  public JudgeBudget sharedBy(int instances) {
    return new JudgeBudget(
        requests == UNLIMITED ? UNLIMITED : requests / instances,
        tokens == UNLIMITED ? UNLIMITED : tokens / instances);
  }
}
