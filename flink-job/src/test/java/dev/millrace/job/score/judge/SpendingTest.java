package dev.millrace.job.score.judge;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class SpendingTest {
  private static final long HOUR = 3_600_000;

  @Property
  void noHourHasMoreRequestsThanTheBudget(
      @ForAll @Size(max = 300) List<@IntRange(min = 0, max = 900_000) Integer> gaps,
      @ForAll @IntRange(min = 1, max = 20) int most) {
    Spending spending = new Spending(new JudgeBudget(most, JudgeBudget.UNLIMITED));
    Deque<Long> taken = new ArrayDeque<>();
    long now = -HOUR; // a monotonic clock may begin anywhere
    for (int gap : gaps) {
      now += gap;
      if (spending.take(now).isEmpty()) {
        taken.add(now);
      }
      while (!taken.isEmpty() && taken.peek() <= now - HOUR) {
        taken.remove();
      }
      assertThat(taken.size()).isLessThanOrEqualTo(most);
    }
  }

  @Property
  void whatWasSpentIsForgottenAfterAnHourAndAMinute(@ForAll @IntRange(max = 59_999) int millis) {
    Spending spending = new Spending(new JudgeBudget(1, JudgeBudget.UNLIMITED));
    assertThat(spending.take(millis)).isEmpty();
    assertThat(spending.take(millis + HOUR - 60_000)).isPresent();
    assertThat(spending.take(millis + HOUR + 60_000)).isEmpty();
  }

  @Test
  void refusalSaysWhatIsSpentAndWhenThereIsMore() {
    Spending spending = new Spending(new JudgeBudget(JudgeBudget.UNLIMITED, 100));
    assertThat(spending.take(0)).isEmpty();
    spending.pay(0, 70);
    assertThat(spending.take(60_000)).isEmpty();
    spending.pay(60_000, 50); // the answer that passes the bound is still paid for
    // The 70 of minute 0 are forgotten in minute 61, 59 minutes after minute 2.
    assertThat(spending.take(120_000))
        .hasValue(
            "millrace.score.judge-budget is spent: 120 of 100 tokens within the last hour; again"
                + " in 59 min");
    assertThat(spending.take(61 * 60_000)).isEmpty();
  }

  @Test
  void sharesTogetherAreAtMostTheBudget() {
    assertThat(JudgeBudget.parse("requests=10, tokens=7").sharedBy(4))
        .isEqualTo(new JudgeBudget(2, 1));
    assertThat(JudgeBudget.NONE.sharedBy(4)).isEqualTo(JudgeBudget.NONE);
    assertThat(JudgeBudget.parse("")).isEqualTo(JudgeBudget.NONE);
  }
}
