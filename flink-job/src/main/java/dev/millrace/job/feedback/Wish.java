package dev.millrace.job.feedback;

import dev.millrace.schemas.Prompt;
import dev.millrace.schemas.ResponseGroup;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a group waits for. It is read from the parameters that its prompt gives the verifier {@code
 * feedback}: {@code metric}, {@code votes} (default 1) and {@code timeout}, which can only shorten
 * that of the job.
 *
 * @param metric the metric that is waited for
 * @param votes how many sources have to have spoken of each response
 * @param responses G
 * @param deadlineMillis event time at which nothing more is waited for
 */
public record Wish(String metric, int votes, int responses, long deadlineMillis) {
  /** Name of the verifier whose groups wait. */
  public static final String VERIFIER = Prompt.FEEDBACK;

  private static final Pattern TIME = Pattern.compile("(\\d{1,9})\\s*(s|min|h|d)");
  private static final Map<String, Long> MILLIS =
      Map.of("s", 1_000L, "min", 60_000L, "h", 3_600_000L, "d", 86_400_000L);

  /**
   * The wish of a group. Parameters that are wrong are waited on by nobody: the group leaves at
   * once, and its verifier says what is wrong with them.
   *
   * @param timeoutMillis longest wait
   */
  static Wish of(ResponseGroup group, long timeoutMillis) {
    List<String> parts = group.prompt().verifierParts();
    String prefix = parts.indexOf(VERIFIER) > 0 ? VERIFIER + "." : "";
    Map<String, String> parameters = group.prompt().verifierParameters();
    String metric = parameters.getOrDefault(prefix + "metric", "");
    long wait = timeoutMillis;
    int votes = 1;
    try {
      votes = Integer.parseInt(parameters.getOrDefault(prefix + "votes", "1").strip());
      String timeout = parameters.get(prefix + "timeout");
      wait = timeout == null ? wait : Math.min(wait, millis(timeout));
    } catch (IllegalArgumentException e) {
      wait = 0;
    }
    if (metric.isEmpty() || votes < 1 || !group.prompt().waitsForFeedback()) {
      wait = 0;
    }
    return new Wish(
        metric, Math.max(1, votes), group.responses().size(), group.finishedAtMillis() + wait);
  }

  /**
   * A time such as {@code 90 s}, {@code 10 min}, {@code 24 h} or {@code 7 d}, in milliseconds.
   *
   * @throws IllegalArgumentException when it is none
   */
  public static long millis(String time) {
    Matcher matcher = TIME.matcher(time.strip());
    if (!matcher.matches()) {
      throw new IllegalArgumentException(
          "must be a time such as '90 s', '10 min' or '24 h', was '" + time + "'");
    }
    return Long.parseLong(matcher.group(1)) * MILLIS.getOrDefault(matcher.group(2), 1L);
  }
}
