package dev.millrace.ops.score;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.job.score.ResponseScore;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ScoreTallyTest {
  @Test
  void responsesThatWereLeftOutAreCountedAndNothingElse() {
    ScoreTally tally = new ScoreTally("correct");
    ResponseScore right = new ResponseScore(Map.of("correct", 1f), 1);
    tally.add(List.of(right, ResponseScore.UNSCORED, right));

    assertThat(tally.responses()).isEqualTo(2);
    assertThat(tally.leftOut()).isEqualTo(1);
    assertThat(tally.accuracy()).isEqualTo(1);
    assertThat(tally.rewardMean()).isEqualTo(1);
    assertThat(tally.rewardStd()).isZero();
    assertThat(tally.zeroVarianceShare()).as("both that were judged are right").isEqualTo(1);
  }
}
