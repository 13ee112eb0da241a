package dev.millrace.job.score.reward;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.job.TestObjects;
import dev.millrace.job.score.ResponseScore;
import dev.millrace.schemas.Prompt;
import dev.millrace.schemas.ResponseGroup;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class CombinationTest {
  private static final Map<String, Float> RIGHT = Map.of("correct", 1f, "format.tags", 1f);
  private static final Map<String, Float> WRONG = Map.of("correct", 0f, "format.tags", 1f);

  /** Responses of the given lengths to a prompt with the given verifier. */
  private static ResponseGroup group(String verifier, int... lengths) {
    ResponseGroup group = TestObjects.group("g", "p", 0, 2);
    Prompt old = group.prompt();
    return new ResponseGroup(
        "g",
        new Prompt("p", "d", "", old.tokens(), "2", verifier, Map.of(), 0),
        old.tokens(),
        Arrays.stream(lengths)
            .mapToObj(length -> TestObjects.response("g/" + length, 0, new int[length]))
            .toList(),
        group.sampling(),
        "",
        "",
        0,
        0,
        null);
  }

  private static List<ResponseScore> scores(
      String formula, String noise, ResponseGroup group, List<Map<String, Float>> channels) {
    return new Combination(RewardFormula.parse(formula), NoiseRates.parse(noise))
        .scores(group.prompt(), group.responses(), channels);
  }

  @Test
  void lengthChannelsAreMadeAndKept() {
    List<ResponseScore> scores =
        scores(
            "correct=1,overlong(30,20)=0.5,brevity(0.5)=0.25",
            "",
            group("math", 10, 20, 40),
            List.of(RIGHT, RIGHT, WRONG));
    assertThat(scores.get(0).channels())
        .isEqualTo(Map.of("correct", 1f, "format.tags", 1f, "overlong", 0f, "brevity", 1f));
    // 20 tokens are half way from 10 to 30.
    assertThat(scores).extracting(ResponseScore::reward).containsExactly(1.25f, 0.75f, -0.5f);
  }

  @Test
  void channelsWithoutLengthsAreAsTheyWereGiven() {
    List<ResponseScore> scores =
        scores("correct=1", "", group("math", 1, 2), List.of(RIGHT, WRONG));
    assertThat(scores.get(0).channels()).isSameAs(RIGHT);
  }

  @Test
  void correctionReachesTheRewardAndNeitherChannelsNorConditions() {
    String formula = "correct=1,format.tags=0.5 if correct";
    List<ResponseScore> scores =
        scores(formula, "math=0.25/0.25", group("math+format", 1, 2), List.of(RIGHT, WRONG));
    // (1 - 1/4) / (1/2) = 3/2 and (0 - 1/4) / (1/2) = -1/2
    assertThat(scores).extracting(ResponseScore::reward).containsExactly(2f, -0.5f);
    assertThat(scores).extracting(ResponseScore::channels).containsExactly(RIGHT, WRONG);
  }

  @Test
  void ratesOfALaterVerifierCorrectItsOwnChannel() {
    Map<String, Float> channels = Map.of("correct", 1f, "judge.correct", 1f);
    List<ResponseScore> scores =
        scores(
            "correct=1,judge.correct=1",
            "judge=0.25/0.25",
            group("math+judge", 1, 2),
            List.of(channels, channels));
    assertThat(scores.get(0).reward()).isEqualTo(1 + 1.5f);
    assertThat(
            scores("correct=1,x=1", "judge=0.25/0.25", group("math", 1, 2), List.of(RIGHT, WRONG)))
        .extracting(ResponseScore::reward)
        .containsExactly(1f, 0f);
  }

  @Test
  void channelThatAVerifierGivesTooIsRefused() {
    Map<String, Float> clash = Map.of("correct", 1f, "overlong", 1f);
    assertThatThrownBy(
            () ->
                scores("correct=1,overlong(2,1)=1", "", group("own", 1, 2), List.of(clash, clash)))
        .hasMessage("channel overlong comes from a verifier and from the reward formula");
  }
}
