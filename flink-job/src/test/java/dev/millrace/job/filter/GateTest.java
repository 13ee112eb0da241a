package dev.millrace.job.filter;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.job.score.ResponseScore;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class GateTest {
  private static ResponseScore score(float correct, float format) {
    return new ResponseScore(Map.of("correct", correct, "format", format), correct + format / 10);
  }

  @Test
  void groupWithEqualCorrectnessIsIneffectiveWhateverItsReward() {
    List<ResponseScore> allWrong = List.of(score(0, 1), score(0, 0));
    assertThat(Gate.isEffective(allWrong, "correct")).isFalse();
    assertThat(Gate.isEffective(allWrong, "format")).isTrue();
  }

  @Test
  void oneDifferentResponseMakesAGroupEffective() {
    assertThat(Gate.isEffective(List.of(score(1, 1), score(1, 1), score(0, 1)), "correct"))
        .isTrue();
  }

  @Test
  void responseThatWasLeftOutSaysNothing() {
    List<ResponseScore> allRight = List.of(score(1, 1), ResponseScore.UNSCORED, score(1, 0));
    assertThat(Gate.knows(allRight, "correct")).isTrue();
    assertThat(Gate.isEffective(allRight, "correct")).isFalse();
    assertThat(
            Gate.isEffective(List.of(ResponseScore.UNSCORED, score(0, 1), score(1, 1)), "correct"))
        .isTrue();
  }

  @Test
  void channelThatOneResponseLacksIsNotKnown() {
    ResponseScore without = new ResponseScore(Map.of("format", 1f), 0);
    assertThat(Gate.knows(List.of(score(1, 1), without), "correct")).isFalse();
  }
}
