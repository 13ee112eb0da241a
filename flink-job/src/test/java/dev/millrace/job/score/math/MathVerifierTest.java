package dev.millrace.job.score.math;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.job.score.Verifier;
import dev.millrace.schemas.Prompt;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MathVerifierTest {
  private static Map<String, Float> score(String reference, String response) {
    return score(reference, response, Map.of());
  }

  private static Map<String, Float> score(
      String reference, String response, Map<String, String> parameters) {
    Prompt prompt = new Prompt("p", "d", "", new int[0], reference, "math", parameters, 0);
    return new MathVerifier().score(prompt, response);
  }

  private static boolean same(String reference, String answer) {
    return score(reference, "\\boxed{" + answer + "}").get(Verifier.CORRECT) == 1f;
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "1/3; \\dfrac13",
        "1/3; \\frac{2}{6}",
        "0.5; \\frac{1}{2}",
        "-\\frac{1}{2}; \\frac{-1}{2}",
        "0.\\overline{3}; \\frac13",
        "1\\frac{4}{5}; 1.8",
        "1\\frac{4}{5}; 9/5",
        "1 1/2; 1.5",
        "-2\\frac12; -2.5",
        "10{,}000; 10000",
        "10,\\!000; 10,000",
        "1,234,567.5; 1234567.5",
        "58,500; 58, 500",
        "12 000; 12000",
        "2 \\sqrt{5}; \\sqrt{20}",
        "\\sqrt[3]{-8}; -2",
        "\\frac{1}{\\sqrt{2}}; \\frac{\\sqrt{2}}{2}",
        "8^{1/3}; 2",
        "2^{10}; 1024",
        "\\frac{20000}{\\pi}; 6366.198",
        "\\frac{2}{3}; 0.6667",
        "12\\pi; 3 \\cdot 4 \\pi",
        "6 - 5i; -5i+6",
        "i^2; -1",
        "\\sin^2 x + \\cos^2 x; 1",
        "\\sin 2x; 2 \\sin x \\cos x",
        "\\log_2 8; 3",
        "\\ln e^2; 2",
        "5!; 120",
        "\\binom{5}{2}; 10",
        "|-3|; 3",
        "6.72 \\times 10^{-5}; .0000672",
        "28\\%; 28",
        "28\\%; 0.28",
        "28\\%; 28 \\text{ percent}",
        "0.28; 28\\%",
        "\\$18.90; 18.9",
        "\\$36; 36 \\text{ dollars}",
        "90^\\circ; 90",
        "90^\\circ; 90^{\\circ}",
        "90^\\circ; 90 \\text{ degrees}",
        "15\\mbox{ cm}^2; 15",
        "15\\mbox{ cm}^2; 15 \\text{ square cm}",
        "\\frac{270}7\\text{ degrees}; \\frac{270}{7}^\\circ",
        "60 \\text{ mph}; 60 \\text{ miles per hour}",
        "2.5 \\text{ million}; 2500000",
        "204_5; 204_{5}",
        "(a+5)(b+2); ab + 2a + 5b + 10",
        "\\frac{11+9a}{20}; \\frac{11}{20} + \\frac{9a}{20}",
        "x^2 - 1; (x-1)(x+1)",
        "x_1; x_{1}",
        "\\sqrt{x^2}; |x|",
      })
  void equalNumbersAndExpressionsAreRight(String reference, String answer) {
    assertThat(same(reference, answer)).isTrue();
    assertThat(same(answer, reference)).isTrue();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "1/3; 0.33", // two digits are a guess
        "1/3; 0.3334", // not its rounding
        "28; 27.9999", // a whole number needs none
        "28; 0.28",
        "28\\%; 2.8",
        "1,000; 1.000", // no decimal points between groups
        "5 \\text{ cm}; 5 \\text{ m}",
        "5 \\text{ million}; 5",
        "2; -2",
        "204_5; 204",
        "204_5; 204_6",
        "204_5; 54",
        "\\frac{1}{23}; \\frac{12}{3}",
        "x; y",
        "x; X",
        "x^2; x^3",
        "\\sqrt{x^2}; x", // not for negative x
        "2 f(1); f(2)",
        "\\lfloor 2x \\rfloor; 2 \\lfloor x \\rfloor",
        "10^{10^{10}}; 10^{10^{10}} + 1",
        "2^{4999}; 2^{4999} + 1",
        "\\sqrt{2}; 1.41",
        "90^\\circ; \\frac{\\pi}{2}",
        "xy; 6",
        "4:30; 4.5",
      })
  void differentNumbersAndExpressionsAreWrong(String reference, String answer) {
    assertThat(same(reference, answer)).isFalse();
    assertThat(same(answer, reference)).isFalse();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "3, 5, 7; 7, 3, 5",
        "3, 5, 7; \\{3, 5, 7\\}",
        "3, 5, 7; (3, 5, 7)",
        "6 \\text{ and } 8; 6, 8",
        "21,16 or 11; 11,16,21",
        "1 \\pm \\sqrt{19}; 1+\\sqrt{19}, 1-\\sqrt{19}",
        "x = \\pm 2; -2, 2",
        "\\{1\\pm\\sqrt{5},-2\\}; -2, 1-\\sqrt5, 1+\\sqrt5",
        "(11,7), (7,11); (7,11) or (11,7)",
        "(1, \\frac{9}{2}); (1, 4.5)",
        "(p,q,r) = (3,2,7); (3,2,7)",
        "(x,y) = (1,2); x = 1, y = 2",
        "x_1 = 1, x_2 = 2; 2, 1",
        "[0,1); 0 \\le x < 1",
        "[0,1); x \\in [0,1)",
        "(-\\infty, 2) \\cup (3, \\infty); x < 2 \\text{ or } x > 3",
        "(-\\infty, 2) \\cup (2, \\infty); x \\ne 2",
        "\\mathbb{R} \\setminus \\{2\\}; (-\\infty, 2) \\cup (2, \\infty)",
        "(5,\\infty); x > 5",
        "x > 5; 5 < x",
        "[1,2] \\cup [2,3]; [1,3]",
        "\\begin{pmatrix} 1/3 \\\\ 2 \\end{pmatrix}; \\begin{bmatrix} \\frac13 \\\\ 2.0 \\end{bmatrix}",
        "x = 5; 5",
        "y = 2x + 3; 2x + 3",
        "y = 2x + 3; 2x - y + 3 = 0",
        "2x+4y-3=0; y=-\\frac{1}{2}x+\\frac{3}{4}",
        "x^2/4 + y^2/3 = 1; x^2/16 + y^2/12 = 1/4",
        "y > 2x; 4x < 2y",
        "x = 5+5+1 = 11; 11",
        "f(x) = x^2; x^2",
        "P(x) = x + 1; x + 1",
        "7:32; 14:64",
        "AB:BC = 1:2; 1:2",
        "\\text{(B)}; B",
        "\\text{Evelyn}; Evelyn",
        "\\text{even}; Even",
        "\\emptyset; \\{\\}",
      })
  void equalCollectionsAndRelationsAreRight(String reference, String answer) {
    assertThat(same(reference, answer)).isTrue();
    assertThat(same(answer, reference)).isTrue();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "3, 5, 7; 3, 5",
        "3, 5, 7; 3, 5, 7, 9",
        "5, 5, 7; 5, 7, 7",
        "1 \\pm \\sqrt{19}; 1 + \\sqrt{19}",
        "(1,2); (2,1)",
        "(1,2,3); (1,3,2)",
        "(0,9); [0,9)",
        "(0,9); 0, 9",
        "(p,q) = (3,2); (2,3)",
        "x = 1, y = 2; 2, 1",
        "x > 5; x \\ge 5",
        "x > 5; y > 5",
        "x < 2, x > 3; x < 2 \\text{ or } x > 3",
        "y > 2x; y < 2x",
        "y = 2x + 3; y = 2x + 4",
        "x = 5; y = 5",
        "xy = 6; 6",
        "a^2 + b = 0; 0",
        "x^2 = 4; x = 2",
        "1:2; 2:1",
        "A; B",
        "ab; AB",
        "\\text{even}; \\text{odd}",
        "\\begin{pmatrix} 1 & 2 \\end{pmatrix}; \\begin{pmatrix} 1 \\\\ 2 \\end{pmatrix}",
        "\\begin{vmatrix} 1 \\end{vmatrix}; \\begin{pmatrix} 1 \\end{pmatrix}",
        "\\{1,2\\}; \\{1,2,3\\}",
      })
  void differentCollectionsAndRelationsAreWrong(String reference, String answer) {
    assertThat(same(reference, answer)).isFalse();
    assertThat(same(answer, reference)).isFalse();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "first \\boxed{1}, then \\boxed{2}; 2",
        "\\(\\boxed{1}\\) and \\(\\boxed{2}\\).; 1,2",
        "\\boxed{\\frac{1}{\\sqrt{2}}} is it; \\frac{\\sqrt2}{2}",
        "\\boxed{\\boxed{5}}; 5",
        "\\boxed{5} but \\boxed{broken; 5",
        "The answer is $\\frac{1}{2}$. I hope it is correct.; 0.5",
        "Final Answer: The final answer is 12,000,023. Done.; 12000023",
        "so the answer is: 42; 42",
        "We get $x = 3$ and so $y = 4$; 4",
        "Thus $x <= 2$ is our answer.; x \\le 2",
        "there are 12 ways.; 12",
        "28 percent; 28\\%",
        "$125$ miles; 125",
        "1000,99; 1000.99",
        "$$ 9 $$; 9",
      })
  void answerIsFoundWhereItStands(String response, String reference) {
    assertThat(score(reference, response)).containsEntry("correct", 1f).containsEntry("format", 1f);
  }

  @Test
  void referenceDecidesWhatItsCommasAre() {
    assertThat(same("58,500", "500, 58")).isFalse();
    assertThat(same("500, 58", "58,500")).isTrue();
    assertThat(same("2, 100", "2,100")).isTrue();
    assertThat(same("2100", "2, 100")).isFalse();
    assertThat(same("(2,100)", "2100")).isFalse();
    assertThat(same("58,500", "(58,500)+0")).isTrue();
    assertThat(same("10", "\\log_2 1024")).isTrue();
    assertThat(same("8", "\\log_2 256")).isTrue();
  }

  @Test
  void onlyABoxCountsWhenItIsAskedFor() {
    Map<String, String> boxed = Map.of("answer", "boxed");
    assertThat(score("5", "the answer is 5", boxed))
        .containsEntry("correct", 0f)
        .containsEntry("format", 0f);
    assertThat(score("5", "\\boxed{5}", boxed)).containsEntry("correct", 1f);
    assertThatThrownBy(() -> score("5", "5", Map.of("answer", "last")))
        .hasMessageContaining("prompt p: parameter answer must be one of [any, boxed], was 'last'");
  }

  @Test
  void referenceMayBeAWorkedSolution() {
    assertThat(score("We add 1 and 1, so it is $\\boxed{2}$.", "2")).containsEntry("correct", 1f);
    assertThat(score("1 + 1 = 2\n#### 2", "\\boxed{2}")).containsEntry("correct", 1f);
    assertThatThrownBy(() -> score(" ", "2")).hasMessageContaining("prompt p has no answer");
  }

  @Test
  void emptyAnswersAreWrong() {
    assertThat(score("5", "")).containsEntry("correct", 0f).containsEntry("format", 0f);
    assertThat(score("5", "\\boxed{}")).containsEntry("correct", 0f);
    assertThat(score("5", "no idea")).containsEntry("correct", 0f);
  }
}
