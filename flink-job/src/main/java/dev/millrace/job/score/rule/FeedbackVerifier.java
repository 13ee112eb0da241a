package dev.millrace.job.score.rule;

import dev.millrace.job.feedback.Wish;
import dev.millrace.job.score.Verifier;
import dev.millrace.schemas.Prompt;
import dev.millrace.schemas.Response;
import dev.millrace.schemas.Vote;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What people or services said of a response, as it was settled in its group. A response of which
 * nothing was said is unscored and never 0.
 *
 * <p>Parameters: {@code metric}, needed; {@code aggregate} of the values x_1 ≤ … ≤ x_n by that
 * metric, one a source: {@code mean}; {@code trimmed-mean}, without the max(1, ⌊n/10⌋) smallest and
 * as many largest, from n = 3 on; {@code min}; {@code last} by event time; {@code threshold},
 * default 0.5. {@code votes} and {@code timeout} are those of {@link Wish}.
 *
 * <p>Channels: {@code value}, the aggregate; {@code correct} when it is at least the threshold.
 */
public final class FeedbackVerifier implements Verifier {
  private static final Set<String> PARAMETERS =
      Set.of("metric", "aggregate", "threshold", "votes", "timeout");

  private static final Comparator<Vote> BY_TIME =
      Comparator.comparingLong(Vote::timeMillis).thenComparing(Vote::source);

  @Override
  public String name() {
    return Wish.VERIFIER;
  }

  @Override
  public boolean isBounded() {
    return true;
  }

  @Override
  public Map<String, Float> score(Prompt prompt, String response) {
    throw new IllegalArgumentException("feedback is of a recorded response, not of a text");
  }

  @Override
  public Map<String, Float> score(Prompt prompt, Response response) {
    Parameters parameters = Parameters.of(prompt, PARAMETERS);
    String metric =
        parameters.text("metric").orElseThrow(() -> parameters.refused("metric", "is missing"));
    String aggregate = parameters.oneOf("aggregate", "mean", "trimmed-mean", "min", "last");
    parameters.whole("votes", 1, 1, Integer.MAX_VALUE);
    parameters.text("timeout").ifPresent(time -> checkTimeout(parameters, time));
    double threshold = threshold(parameters);
    List<Vote> votes =
        response.feedback().stream().filter(vote -> vote.metric().equals(metric)).toList();
    if (votes.isEmpty()) {
      throw new IllegalStateException("no feedback by metric " + metric);
    }
    double value = aggregate(aggregate, votes);
    return Map.of("value", (float) value, CORRECT, value >= threshold ? 1f : 0f);
  }

  private static double aggregate(String aggregate, List<Vote> votes) {
    double[] values = votes.stream().mapToDouble(Vote::value).sorted().toArray();
    int n = values.length;
    int trimmed = aggregate.equals("trimmed-mean") && n >= 3 ? Math.max(1, n / 10) : 0;
    return switch (aggregate) {
      case "min" -> values[0];
      case "last" -> votes.stream().max(BY_TIME).orElseThrow().value();
      default -> Arrays.stream(values, trimmed, n - trimmed).average().orElseThrow();
    };
  }

  private static double threshold(Parameters parameters) {
    String text = parameters.text("threshold").orElse("0.5");
    try {
      double threshold = Double.parseDouble(text.strip());
      if (Double.isFinite(threshold)) {
        return threshold;
      }
    } catch (NumberFormatException e) {
      // Said below, as of a number that is not finite.
    }
    throw parameters.refused("threshold", "must be a number, was '" + text + "'");
  }

  private static void checkTimeout(Parameters parameters, String time) {
    try {
      Wish.millis(time);
    } catch (IllegalArgumentException e) {
      throw parameters.refused("timeout", String.valueOf(e.getMessage()));
    }
  }
}
