package dev.millrace.job.score.reward;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.job.settings.InvalidOptionException;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RewardFormulaTest {
  private static float reward(String formula, Map<String, Float> channels) {
    return RewardFormula.parse(formula).reward(channels, channels);
  }

  @Test
  void rewardIsTheWeightedSumOfTheChannelsThatAreThere() {
    assertThat(reward("correct=1", Map.of("correct", 1f, "format", 1f))).isEqualTo(1);
    assertThat(reward(" correct = 1 , format=0.5,other=9", Map.of("correct", 1f, "format", 1f)))
        .isEqualTo(1.5f);
    assertThat(reward("correct=1,format.tags=-0.25", Map.of("format.tags", 1f))).isEqualTo(-0.25f);
  }

  @Test
  void termWithAConditionCountsOnlyWhereItIsWhole() {
    String formula = "correct=1,format=0.5 if correct";
    assertThat(reward(formula, Map.of("correct", 1f, "format", 1f))).isEqualTo(1.5f);
    assertThat(reward(formula, Map.of("correct", 0f, "format", 1f))).isZero();
    assertThat(reward(formula, Map.of("correct", 0.75f, "format", 1f))).isEqualTo(0.75f);
    assertThat(reward(formula, Map.of("format", 1f))).isZero();
    assertThat(reward("a=1 if b,a=2 if c", Map.of("a", 1f, "b", 1f, "c", 1f))).isEqualTo(3);
  }

  @Test
  void lengthChannelsHaveTheirNumbersInBrackets() {
    RewardFormula formula =
        RewardFormula.parse("correct=1,overlong(4096,1024)=0.5,brevity(0.5)=0.2 if correct");
    assertThat(formula.overlong()).isEqualTo(new LengthShaping.Overlong(4096, 1024));
    assertThat(formula.brevity()).isEqualTo(0.5);
    assertThat(formula.terms())
        .extracting(RewardTerm::channel)
        .containsExactly("brevity", "correct", "overlong");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "correct | 'correct' is not of the form",
        "'' | '' is not of the form",
        "correct=1, | '' is not of the form",
        "correct=1,0.5 | '0.5' is a constant, which every estimator takes away again",
        "correct=x | 'correct=x': x is no finite number",
        "correct=NaN | NaN is no finite number",
        "correct=1e99 | 1e99 is no finite number",
        "correct=1,correct=2 | channel correct has two weights",
        "overlong=1 | only overlong(longest,margin) and brevity(accuracy)",
        "correct(3)=1 | only overlong(longest,margin) and brevity(accuracy)",
        "overlong(10)=1 | only overlong(longest,margin) and brevity(accuracy)",
        "'overlong(10,11)=1' | 1 <= margin <= longest, was 10.0 and 11.0",
        "'overlong(10,0)=1' | 1 <= margin <= longest",
        "'overlong(10.5,1)=1' | takes tokens",
        "brevity(50)=1 | a share of 0 to 1, was 50.0",
        "correct=1 if | is not of the form",
        "correct=1 unless format | is not of the form"
      })
  void textThatIsNoFormulaSaysWhy(String text, String message) {
    assertThatThrownBy(() -> RewardFormula.parse(text))
        .isInstanceOf(InvalidOptionException.class)
        .hasMessageContaining(message);
  }
}
