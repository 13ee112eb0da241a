package dev.millrace.job.score.countdown;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.job.score.Verifier;
import dev.millrace.schemas.Prompt;
import java.math.BigInteger;
import java.util.Map;
import java.util.Optional;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.CharRange;
import net.jqwik.api.constraints.Chars;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.StringLength;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CountdownVerifierTest {
  private static float correct(String numbers, String target, String response) {
    return scores(numbers, target, response).get(Verifier.CORRECT);
  }

  private static Map<String, Float> scores(String numbers, String target, String response) {
    Prompt prompt =
        new Prompt(
            "p",
            "countdown",
            "",
            new int[0],
            "",
            "countdown",
            Map.of("numbers", numbers, "target", target),
            0);
    return new CountdownVerifier().score(prompt, response);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "3,7,8 | 31 | 3*8+7",
        "3,7,8 | 31 | 3 * 8 + 7 = 31",
        "3,7,8 | 31 | so <answer>7+(8*3)</answer>.",
        "3,7,8 | 15 | 7+8",
        "2,3,4 | 10 | 2*(3+4)-4+0", // refused below: 4 twice and a 0 that was not given
        "1,3,3 | 1 | 1/3*3",
        "8,3,8,3 | 24 | 8/(3-8/3)"
      })
  void exactArithmeticDecides(String numbers, String target, String response) {
    boolean legal = !response.contains("+0");
    assertThat(correct(numbers, target, response)).isEqualTo(legal ? 1f : 0f);
  }

  @Test
  void numberMayBeUsedAsOftenAsItWasGiven() {
    assertThat(correct("5,5,2", "10", "5+5")).isEqualTo(1f);
    assertThat(correct("5,2", "10", "5+5")).isZero();
    assertThat(correct("5,2", "10", "5*2")).isEqualTo(1f);
    assertThat(correct("5,2", "12", "12")).isZero();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "97**98**99",
        "2**3",
        "2^3",
        "7//2",
        "-3+7",
        "+3",
        "(1)(2)",
        "3 7",
        "1/0",
        "1/(2-2)",
        "",
        "()",
        "(3",
        "3)",
        "3+",
        "*3",
        "1e3",
        "0x10",
        "3.0",
        "٣+٧",
        "3＋7",
        "９９",
        "1234567890",
        "__import__('os')",
        "3;7"
      })
  void whatIsNoExpressionHasNoValue(String text) {
    assertThat(CountdownExpression.parse(text)).isEmpty();
    assertThat(scores("3,7", "10", text)).containsEntry(Verifier.FORMAT, 0f);
  }

  @Test
  void depthLengthAndCountAreBounded() {
    int depth = CountdownExpression.MAX_DEPTH;
    assertThat(CountdownExpression.parse("(".repeat(depth) + "1" + ")".repeat(depth))).isPresent();
    int deeper = depth + 1;
    assertThat(CountdownExpression.parse("(".repeat(deeper) + "1" + ")".repeat(deeper))).isEmpty();
    assertThat(CountdownExpression.parse("(".repeat(1_000_000))).isEmpty();
    String many = "9" + "*9".repeat(CountdownExpression.MAX_NUMBERS);
    assertThat(CountdownExpression.parse(many)).isEmpty();
    assertThat(CountdownExpression.parse("9" + " ".repeat(CountdownExpression.MAX_LENGTH)))
        .isEmpty();
  }

  @Test
  void promptWithoutNumbersCannotBeJudged() {
    Prompt prompt = new Prompt("p", "d", "", new int[0], "", "countdown", Map.of("target", "1"), 0);
    assertThatThrownBy(() -> new CountdownVerifier().score(prompt, "1"))
        .hasMessageContaining("prompt p: parameter numbers is missing");
  }

  @Property(seed = "42", tries = 2000)
  void anyTextIsJudged(
      @ForAll
          @StringLength(max = 40)
          @Chars({'+', '-', '*', '/', '(', ')', ' ', '='})
          @CharRange(from = '0', to = '9')
          String text) {
    assertThat(scores("3,7,8", "31", text)).containsKeys(Verifier.CORRECT, Verifier.FORMAT);
  }

  @Property(seed = "42", tries = 200)
  void valueIsThatOfLongArithmetic(
      @ForAll @IntRange(min = 0, max = 999) int a,
      @ForAll @IntRange(min = 0, max = 999) int b,
      @ForAll @IntRange(min = 1, max = 999) int c) {
    Optional<CountdownExpression> parsed =
        CountdownExpression.parse("(" + a + "-" + b + ")*" + c + "+" + a + "*" + c + "/" + c);
    long expected = (long) (a - b) * c + a;
    assertThat(parsed).isPresent();
    assertThat(parsed.get().value())
        .isEqualTo(new Rational(BigInteger.valueOf(expected), BigInteger.ONE));
  }
}
