package dev.millrace.job.feedback;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.schemas.Vote;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

class SettleRuleTest {
  private static final Wish WISH = new Wish("thumbs", 1, 2, 1_000);

  private static ReceivedFeedback of(int index, String source, long time, double value) {
    return FeedbackTestObjects.feedback("g", index, "thumbs", value, time, source);
  }

  @Test
  void groupSettlesWhenTheLastResponseHasItsFirstVote() {
    // t_0 = min(30, 10), t_1 = 20
    assertThat(
            SettleRule.settleTime(
                WISH, List.of(of(0, "a", 30, 1), of(0, "b", 10, 1), of(1, "a", 20, 0))))
        .isEqualTo(20);
  }

  @Test
  void ofSeveralVotesThatAreWantedTheLastOneIsWaitedFor() {
    Wish two = new Wish("thumbs", 2, 2, 1_000);
    List<ReceivedFeedback> votes =
        new ArrayList<>(List.of(of(0, "a", 10, 1), of(0, "b", 40, 1), of(1, "a", 20, 0)));
    assertThat(SettleRule.settleTime(two, votes)).isEqualTo(1_000);
    votes.add(of(1, "b", 30, 0));
    // second votes: 40 of response 0, 30 of response 1
    assertThat(SettleRule.settleTime(two, votes)).isEqualTo(40);
  }

  @Test
  void groupWaitsNoLongerThanItsDeadlineAndLaterVotesDoNotCount() {
    List<ReceivedFeedback> votes = List.of(of(0, "a", 10, 1), of(1, "a", 1_001, 1));
    long settled = SettleRule.settleTime(WISH, votes);
    assertThat(settled).isEqualTo(1_000);
    assertThat(SettleRule.counted(WISH, votes, settled))
        .isEqualTo(List.of(List.of(new Vote("thumbs", 1, 10, "a")), List.of()));
  }

  @Test
  void anotherMetricIsKeptButNotWaitedFor() {
    List<ReceivedFeedback> votes =
        List.of(
            of(0, "a", 10, 1),
            of(1, "a", 20, 1),
            FeedbackTestObjects.feedback("g", 1, "copied", 1, 5, "a"));
    assertThat(SettleRule.settleTime(WISH, votes)).isEqualTo(20);
    assertThat(SettleRule.counted(WISH, votes, 20).get(1))
        .extracting(Vote::metric)
        .containsExactly("copied", "thumbs");
  }

  @Property(seed = "42", tries = 300)
  void anyOrderOfArrivalSettlesTheSameWay(@ForAll long seed) {
    Random random = new Random(seed);
    Wish wish = new Wish("thumbs", 1 + random.nextInt(2), 3, 500);
    List<ReceivedFeedback> arrivals = new ArrayList<>();
    for (int i = random.nextInt(40); i > 0; i--) {
      arrivals.add(
          FeedbackTestObjects.feedback(
              "g",
              random.nextInt(3),
              random.nextInt(4) == 0 ? "copied" : "thumbs",
              random.nextInt(2),
              random.nextInt(600),
              "s" + random.nextInt(4)));
    }
    Collection<ReceivedFeedback> firsts = firsts(arrivals);
    long settled = SettleRule.settleTime(wish, firsts);
    List<List<Vote>> counted = SettleRule.counted(wish, firsts, settled);
    Collections.shuffle(arrivals, random);
    Collection<ReceivedFeedback> otherwise = firsts(arrivals);
    assertThat(SettleRule.settleTime(wish, otherwise)).isEqualTo(settled);
    assertThat(SettleRule.counted(wish, otherwise, settled)).isEqualTo(counted);

    // What is only known in part settles no earlier, so nobody leaves too soon.
    List<ReceivedFeedback> part = arrivals.subList(0, arrivals.size() / 2);
    assertThat(SettleRule.settleTime(wish, firsts(part))).isGreaterThanOrEqualTo(settled);
  }

  private static Collection<ReceivedFeedback> firsts(List<ReceivedFeedback> arrivals) {
    Map<String, ReceivedFeedback> bySubject = new TreeMap<>();
    for (ReceivedFeedback feedback : arrivals) {
      bySubject.merge(
          feedback.subject(),
          feedback,
          (a, b) -> SettleRule.FIRST.compare(a.vote(), b.vote()) <= 0 ? a : b);
    }
    return bySubject.values();
  }
}
