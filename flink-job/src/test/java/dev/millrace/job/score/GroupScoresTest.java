package dev.millrace.job.score;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.job.TestObjects;
import dev.millrace.job.score.reward.Combination;
import dev.millrace.job.score.reward.RewardFormula;
import dev.millrace.schemas.Prompt;
import dev.millrace.schemas.ResponseGroup;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

class GroupScoresTest {
  private static final ResponseGroup GROUP = TestObjects.group("g", "p", 0, 2);
  private static final Combination COMBINATION =
      Combination.of(RewardFormula.parse("correct=1,format=0.5"));

  private static Map<String, Verifier> verifier(Supplier<Map<String, Float>> channels) {
    return Map.of(
        "exact",
        new Verifier() {
          @Override
          public String name() {
            return "exact";
          }

          @Override
          public Map<String, Float> score(Prompt prompt, String response) {
            return channels.get();
          }
        });
  }

  @Test
  void rewardIsTheWeightedSumOfTheChannels() throws Exception {
    List<ResponseScore> scores =
        GroupScores.of(
            GROUP, verifier(() -> Map.of("correct", 1f, "format", 1f, "other", 9f)), COMBINATION);
    assertThat(scores).extracting(ResponseScore::reward).containsExactly(1.5f, 1.5f);
  }

  @Test
  void failingVerifierLeavesTheGroupUnscored() {
    Map<String, Verifier> failing =
        verifier(
            () -> {
              throw new IllegalStateException("no judge");
            });
    assertThatThrownBy(() -> GroupScores.of(GROUP, failing, COMBINATION))
        .isInstanceOf(UnscoredException.class)
        .hasMessageContaining("verifier exact on response g/0")
        .hasMessageContaining("no judge");
  }

  @Test
  void unusableChannelsLeaveTheGroupUnscored() {
    assertThatThrownBy(
            () -> GroupScores.of(GROUP, verifier(() -> Map.of("correct", Float.NaN)), COMBINATION))
        .isInstanceOf(UnscoredException.class);
    assertThatThrownBy(
            () -> GroupScores.of(GROUP, verifier(() -> Map.of("format", 1f)), COMBINATION))
        .isInstanceOf(UnscoredException.class)
        .hasMessageContaining("no channel correct");
  }

  @Test
  void unknownVerifierLeavesTheGroupUnscored() {
    assertThatThrownBy(() -> GroupScores.of(GROUP, Map.of(), COMBINATION))
        .isInstanceOf(UnscoredException.class)
        .hasMessageContaining("exact");
  }
}
