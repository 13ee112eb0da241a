package dev.millrace.symja;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.job.score.Verifier;
import dev.millrace.job.score.Verifiers;
import dev.millrace.schemas.Prompt;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SymbolicMathVerifierTest {
  private static final Verifier VERIFIER = new SymbolicMathVerifier();

  private static float correct(String reference, String answer) {
    Prompt prompt = new Prompt("p", "d", "?", new int[0], reference, "math-symbolic", Map.of(), 0);
    return VERIFIER.score(prompt, "The answer is \\boxed{" + answer + "}").get(Verifier.CORRECT);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "\\frac13; \\int_0^1 x^2 dx",
        "10; \\binom{5}{2}",
        "\\frac{n(n+1)}{2}; \\sum_{k=1}^{n} k",
        "\\frac{\\pi^2}{6}; \\sum_{k=1}^{\\infty}\\frac{1}{k^2}",
        "1; \\lim_{x\\to 0}\\frac{\\sin x}{x}",
        "3x^2; \\frac{d}{dx}x^3",
        "24; \\prod_{k=1}^4 k",
        "6; \\gcd(12,18)",
        "1; \\cos^2 x+\\sin^2 x",
      })
  void whatAlgebraMakesEqualIsRight(String reference, String answer) {
    assertThat(correct(reference, answer)).isEqualTo(1f);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "\\frac14; \\int_0^1 x^2 dx",
        "11; \\binom{5}{2}",
        "\\frac{n(n-1)}{2}; \\sum_{k=1}^{n} k",
        "2x^2; \\frac{d}{dx}x^3",
        "\\int_0^1 f(x) dx; \\int_0^1 f\\cdot x dx",
        "\\frac{a(b+1)}{2}; \\frac{a\\cdot b}{2}",
        "x; \\sqrt{x^2}",
        "\\frac{x^2}{2}; \\int x dx + 1",
      })
  void whatDiffersIsWrong(String reference, String answer) {
    assertThat(correct(reference, answer)).isEqualTo(0f);
  }

  @Test
  void whatTheRulesAcceptIsRightWithoutAlgebra() {
    assertThat(correct("[1,2] \\cup [2,3]", "[1,3]")).isEqualTo(1f);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "9^{9^{9^{9}}}",
        "100000!",
        "((((9!)!)!)!)!",
        "2^{10^{10}}",
        "\\sum_{k=1}^{10000000} \\frac{1}{k}",
        "\\operatorname{Import}(\"/etc/hostname\")",
        "\\operatorname{Quit}()",
        "\\operatorname{While}(1,1)",
        "\\frac{\\frac{\\frac{",
        "\\int_0^1 \\int_0^1 \\int_0^1 \\int_0^1 x^{x^{x^{x}}} dx dx dx dx",
        "\\binom{10^9}{5\\cdot 10^8}",
      })
  void hostileAnswerIsWrongAndEnds(String answer) {
    assertThat(correct("3", answer)).isEqualTo(0f);
  }

  @Test
  void jobFindsItOnTheClassPath() {
    assertThat(Verifiers.load(getClass().getClassLoader())).containsKey("math-symbolic");
  }
}
