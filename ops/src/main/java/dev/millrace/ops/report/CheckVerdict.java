package dev.millrace.ops.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Whether a run learnt: held-out accuracy at temperature 1 began low and ended high.
 *
 * @param complaints what did not hold, a line each; empty when the run passed
 */
public record CheckVerdict(List<String> complaints) {

  /** Highest accuracy of the starting policy: above it there is too little left to learn. */
  public static final double HIGHEST_START = 0.55;

  /** Lowest accuracy of the final policy. */
  public static final double LOWEST_END = 0.90;

  public CheckVerdict {
    complaints = List.copyOf(complaints);
  }

  /** Judges a run. An accuracy that is not known does not hold. */
  public static CheckVerdict of(RunSummary summary) {
    List<String> complaints = new ArrayList<>();
    if (!(summary.accuracyAtStart() <= HIGHEST_START)) {
      complaints.add(complaint("start", summary.accuracyAtStart(), "at most", HIGHEST_START));
    }
    if (!(summary.accuracyAtEnd() >= LOWEST_END)) {
      complaints.add(complaint("end", summary.accuracyAtEnd(), "at least", LOWEST_END));
    }
    return new CheckVerdict(complaints);
  }

  /** Whether everything held. */
  public boolean passed() {
    return complaints.isEmpty();
  }

  private static String complaint(String when, double value, String relation, double bound) {
    return String.format(
        Locale.ROOT,
        "held-out accuracy at the %s is %.3f, wanted %s %.2f",
        when,
        value,
        relation,
        bound);
  }
}
