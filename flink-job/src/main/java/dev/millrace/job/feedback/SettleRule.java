package dev.millrace.job.feedback;

import dev.millrace.schemas.Vote;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;

/**
 * When a group has waited enough, and which feedback counts: functions of event times alone, so
 * that the order in which feedback arrives changes nothing.
 *
 * <p>Of one source on one response by one metric the first vote counts, by event time and then by
 * value. With t_i the event time at which as many sources as wanted have spoken of response i, a
 * group settles at s = min(max_i t_i, deadline), and votes with time ≤ s count.
 */
final class SettleRule {
  /** The order in which one of several votes of a source is the one that counts. */
  static final Comparator<Vote> FIRST =
      Comparator.comparingLong(Vote::timeMillis).thenComparingDouble(Vote::value);

  private static final Comparator<Vote> LISTED =
      Comparator.comparing(Vote::metric).thenComparing(Vote::source);

  private SettleRule() {}

  /**
   * The event time at which a group settles, as far as is known from some votes: more votes can
   * only make it earlier.
   *
   * @param votes at most one of each response, metric and source
   */
  static long settleTime(Wish wish, Collection<ReceivedFeedback> votes) {
    List<List<Long>> times = new ArrayList<>(); // [G][votes by the wanted metric]
    for (int i = 0; i < wish.responses(); i++) {
      times.add(new ArrayList<>());
    }
    for (ReceivedFeedback vote : votes) {
      if (vote.vote().metric().equals(wish.metric())) {
        times.get(vote.index()).add(vote.vote().timeMillis());
      }
    }
    long last = Long.MIN_VALUE;
    for (List<Long> ofResponse : times) {
      if (ofResponse.size() < wish.votes()) {
        return wish.deadlineMillis();
      }
      ofResponse.sort(Comparator.naturalOrder());
      last = Math.max(last, ofResponse.get(wish.votes() - 1));
    }
    return Math.min(last, wish.deadlineMillis());
  }

  /**
   * The votes that count, by response.
   *
   * @return [G], each by metric and source
   */
  static List<List<Vote>> counted(
      Wish wish, Collection<ReceivedFeedback> votes, long settleTimeMillis) {
    List<List<Vote>> counted = new ArrayList<>();
    for (int i = 0; i < wish.responses(); i++) {
      int response = i;
      counted.add(
          votes.stream()
              .filter(vote -> vote.index() == response)
              .map(ReceivedFeedback::vote)
              .filter(vote -> vote.timeMillis() <= settleTimeMillis)
              .sorted(LISTED)
              .toList());
    }
    return counted;
  }
}
