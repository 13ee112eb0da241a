package dev.millrace.job.score.lane;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class SuspensionTest {
  private static Suspension afterThreeMisses(long now) {
    return Suspension.NONE.missed(now).missed(now).missed(now);
  }

  @Test
  void thirdMissInARowSuspends() {
    assertThat(Suspension.NONE.missed(0).missed(0).isActive()).isFalse();
    Suspension suspended = afterThreeMisses(500);
    assertThat(suspended.isActive()).isTrue();
    assertThat(suspended.isTrialDue(1_499)).isFalse();
    assertThat(suspended.isTrialDue(1_500)).isTrue();
    assertThat(suspended.reason())
        .isEqualTo("suspended after 3 missed deadlines; tried again after 1 s");
  }

  @Test
  void answerBetweenMissesStartsTheCountAgain() {
    assertThat(Suspension.NONE.missed(0).missed(0).answered()).isEqualTo(Suspension.NONE);
  }

  @Test
  void waitsDoubleUpToAMinute() {
    Suspension suspension = afterThreeMisses(0);
    List<Long> waits = new ArrayList<>(List.of(suspension.waitMillis()));
    for (int trial = 0; trial < 7; trial++) {
      suspension = suspension.trialMissed(suspension.trialAtMillis());
      waits.add(suspension.waitMillis());
    }
    assertThat(waits)
        .containsExactly(1_000L, 2_000L, 4_000L, 8_000L, 16_000L, 32_000L, 60_000L, 60_000L);
  }

  @Property(seed = "42", tries = 200)
  void missesOfJudgementsThatWereUnderWayDoNotMoveTheTrial(
      @ForAll @IntRange(min = 1, max = 100) int stragglers) {
    Suspension suspended = afterThreeMisses(0);
    Suspension later = suspended;
    for (int i = 0; i < stragglers; i++) {
      later = later.missed(i);
    }
    assertThat(later).isEqualTo(suspended);
  }
}
