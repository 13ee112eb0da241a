package dev.millrace.job.score;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.job.TestObjects;
import dev.millrace.job.ingest.ReceivedGroup;
import dev.millrace.job.score.reward.Combination;
import dev.millrace.job.score.reward.RewardFormula;
import dev.millrace.schemas.DropReason;
import dev.millrace.schemas.Prompt;
import dev.millrace.schemas.Response;
import dev.millrace.schemas.ResponseGroup;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

/** What a group is worth when some of its responses could not be judged. */
class ScoreRestTest {
  // Brevity looks at the whole group, so it would show a response that is only half left out.
  private static final Combination COMBINATION =
      Combination.of(
          RewardFormula.parse("correct=1,format=0.5 if correct,brevity(0)=0.3,overlong(9,4)=1"));

  /**
   * Outcomes of one response: right, wrong, or not judged; the response is one token longer for
   * each bit.
   */
  private static Judgement judgement(int die) {
    return die % 3 == 2
        ? Judgement.unscored("late " + die)
        : Judgement.of(Map.of("correct", (float) (die % 3), "format", (float) (die % 2)));
  }

  private static Response response(int n, int die) {
    return TestObjects.response("r" + n, 0, new int[1 + Integer.bitCount(die & 0xff)]);
  }

  private static ResponseGroup group(List<Response> responses) {
    ResponseGroup any = TestObjects.group("g", "p", 0, 2);
    return new ResponseGroup(
        "g", any.prompt(), any.promptTokens(), responses, any.sampling(), "", "", 0, 0, null);
  }

  @Property(seed = "42", tries = 300)
  void scoresOfTheRestAreThoseOfTheGroupWithoutTheOthers(
      @ForAll @Size(min = 2, max = 12) List<Integer> drawn) throws Exception {
    int[] dice = drawn.stream().mapToInt(die -> die & 0xffff).toArray();
    List<Judgement> judgements = new ArrayList<>();
    List<Response> responses = new ArrayList<>();
    for (int i = 0; i < dice.length; i++) {
      judgements.add(judgement(dice[i]));
      responses.add(response(i, dice[i]));
    }
    int[] rest =
        IntStream.range(0, dice.length).filter(i -> judgements.get(i).channels() != null).toArray();
    if (rest.length < 2) {
      assertThatThrownBy(
              () ->
                  GroupScores.combined(
                      group(responses), judgements, COMBINATION, UnscoredPolicy.SCORE_REST))
          .isInstanceOf(UnscoredException.class)
          .hasMessageContaining(rest.length + " of " + dice.length + " responses could be judged")
          .hasMessageContaining("late ");
      return;
    }

    List<ResponseScore> scores =
        GroupScores.combined(group(responses), judgements, COMBINATION, UnscoredPolicy.SCORE_REST);
    List<ResponseScore> alone =
        GroupScores.combined(
            group(IntStream.of(rest).mapToObj(responses::get).toList()),
            IntStream.of(rest).mapToObj(judgements::get).toList(),
            COMBINATION,
            UnscoredPolicy.DROP_GROUP);
    assertThat(IntStream.of(rest).mapToObj(scores::get).toList()).isEqualTo(alone);
    for (int i = 0; i < dice.length; i++) {
      assertThat(scores.get(i).isScored()).isEqualTo(judgements.get(i).channels() != null);
    }
  }

  @Test
  void responseWithoutAJudgementIsNeverZero() throws Exception {
    ResponseGroup group = TestObjects.group("g", "p", 0, 3);
    List<Judgement> judgements =
        List.of(
            Judgement.of(Map.of("correct", 1f)),
            Judgement.unscored("verifier judge on response g/1: no answer within 10 s"),
            Judgement.of(Map.of("correct", 0f)));
    List<ResponseScore> scores =
        GroupScores.combined(group, judgements, correct(), UnscoredPolicy.SCORE_REST);

    assertThat(scores).extracting(ResponseScore::reward).containsExactly(1f, Float.NaN, 0f);
    assertThat(scores.get(1).channels()).isEmpty();
    assertThatThrownBy(
            () -> GroupScores.combined(group, judgements, correct(), UnscoredPolicy.DROP_GROUP))
        .isInstanceOf(UnscoredException.class)
        .hasMessage("verifier judge on response g/1: no answer within 10 s");
  }

  /**
   * Through the operator: the second of three responses, or all but the first, has no judgement.
   */
  @Test
  void groupGoesOnWithoutAResponseThatTheVerifierFailedOn() throws Exception {
    ResponseGroup group = TestObjects.group("g", "p", 0, 3);
    for (int judged : new int[] {2, 1}) {
      int[] asked = {0};
      Verifier flaky =
          new Verifier() {
            @Override
            public String name() {
              return "exact";
            }

            @Override
            public boolean isBounded() {
              return true;
            }

            @Override
            public Map<String, Float> score(Prompt prompt, String response) {
              int call = asked[0]++;
              if (call == 1 || (call == 2 && judged == 1)) {
                throw new IllegalStateException("no judge");
              }
              return Map.of("correct", call == 0 ? 1f : 0f);
            }
          };
      try (ScoreHarness score =
          new ScoreHarness(
              Map.of("millrace.score.unscored", "score-rest"), Map.of("exact", flaky))) {
        score.process(new ReceivedGroup(group, 0, 0));
        if (judged == 2) {
          assertThat(score.dropped()).isEmpty();
          assertThat(score.groups())
              .singleElement()
              .satisfies(s -> assertThat(s.rewards()).containsExactly(1, Float.NaN, 0));
        } else {
          assertThat(score.groups()).isEmpty();
          assertThat(score.dropped())
              .singleElement()
              .satisfies(notice -> assertThat(notice.reason()).isEqualTo(DropReason.UNSCORED))
              .satisfies(
                  notice ->
                      assertThat(notice.detail())
                          .startsWith("1 of 3 responses could be judged: verifier exact on"));
        }
      }
    }
  }

  @Test
  void rewardThatIsNoNumberIsNoScoreOfAJudgedResponse() {
    assertThatThrownBy(() -> new ResponseScore(Map.of("correct", 1f), Float.NaN))
        .isInstanceOf(IllegalArgumentException.class);
  }

  private static Combination correct() {
    return Combination.of(RewardFormula.parse("correct=1"));
  }
}
