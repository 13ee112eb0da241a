package dev.millrace.job.score.math;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.job.score.Verifier;
import dev.millrace.schemas.Prompt;
import java.util.Map;
import java.util.stream.Stream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.AlphaChars;
import net.jqwik.api.constraints.Chars;
import net.jqwik.api.constraints.NumericChars;
import net.jqwik.api.constraints.StringLength;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Texts that are made to be slow, deep, long or misleading: each is judged, and none is right. */
class HostileMathTest {
  private static final int MEGABYTE = 1_000_000;

  private static float correct(String reference, String response) {
    Prompt prompt = new Prompt("p", "d", "", new int[0], reference, "math", Map.of(), 0);
    return new MathVerifier().score(prompt, response).getOrDefault(Verifier.CORRECT, -1f);
  }

  static Stream<String> hostile() {
    return Stream.of(
            "10^{10^{10}}",
            "10^10^10",
            "9".repeat(300) + "^{9999}",
            "((((2^{5000})^{5000})^{5000})^{5000})",
            "1000!!",
            "1000!" + "+1000!".repeat(80),
            "99999999!",
            "\\binom{10^{9}}{1000}",
            "e^{e^{e^{e^{e}}}}",
            "\\ln".repeat(40) + " 2",
            "\\sin(10^{24})" + "+\\sin(10^{24})".repeat(80),
            "x^{1/3}" + "+\\sqrt[3]{x+y}".repeat(60),
            "\\sqrt{".repeat(60) + "2" + "}".repeat(60),
            "(".repeat(MEGABYTE),
            "{".repeat(MEGABYTE),
            "\\{".repeat(300) + "1,2" + "\\}".repeat(300),
            "\\frac".repeat(10_000),
            "-".repeat(1_900) + "2",
            "1/".repeat(900) + "7",
            "1,".repeat(900) + "7",
            "1,234".repeat(400),
            "\\pm 1".repeat(200),
            "\\text{".repeat(200) + "x" + "}".repeat(200),
            "x".repeat(MEGABYTE),
            "1".repeat(MEGABYTE),
            "0." + "\\overline{3}".repeat(100),
            " ".repeat(MEGABYTE),
            "$".repeat(MEGABYTE),
            "\\".repeat(MEGABYTE),
            "\\(".repeat(MEGABYTE / 2),
            "|".repeat(100),
            "2+".repeat(900),
            "=".repeat(900) + "7",
            "7=".repeat(250) + "8",
            "\\cup".repeat(300),
            "(1,2)" + "\\cup(1,2)".repeat(60),
            nestedSets(6),
            "\\begin{pmatrix}" + "1&".repeat(900) + "\\end{pmatrix}",
            "\u0663",
            "\uff17",
            "7\u202e8",
            "")
        .flatMap(
            text ->
                Stream.of(
                    "\\boxed{" + text + "}",
                    text,
                    "the answer is " + text,
                    "answer is ".repeat(1_000) + text));
  }

  private static String nestedSets(int depth) {
    String set = "1,2";
    for (int i = 0; i < depth; i++) {
      set = "\\{" + set + "\\},\\{" + set + ",3\\}";
    }
    return "\\{" + set + "\\}";
  }

  @ParameterizedTest
  @MethodSource("hostile")
  void hostileAnswersAreJudged(String response) {
    assertThat(correct("\\frac{\\pi}{17}", response)).isZero();
  }

  @ParameterizedTest
  @MethodSource("hostile")
  void hostileReferencesAreJudgedOrRefused(String reference) {
    try {
      assertThat(correct(reference, "\\boxed{\\frac{\\pi}{17}}")).isZero();
    } catch (IllegalArgumentException e) {
      assertThat(e).hasMessageContaining("has no answer in its reference");
    }
  }

  @ParameterizedTest
  @MethodSource("hostile")
  void hostilePairsAreJudged(String text) {
    try {
      assertThat(correct("1 + " + text.substring(0, Math.min(text.length(), 1_500)), text))
          .isBetween(0f, 1f);
    } catch (IllegalArgumentException e) {
      assertThat(e).hasMessageContaining("has no answer in its reference");
    }
  }

  @Property(seed = "42", tries = 3000)
  void anyTextIsJudged(
      @ForAll
          @StringLength(max = 60)
          @AlphaChars
          @NumericChars
          @Chars({
            '\\', '{', '}', '(', ')', '[', ']', '$', '^', '_', '+', '-', '/', ',', '.', '=', '<',
            '|', '!', '%', '&', ' '
          })
          String text) {
    assertThat(correct("7", "\\boxed{" + text + "}")).isBetween(0f, 1f);
    assertThat(correct("1+x", text)).isBetween(0f, 1f);
  }
}
