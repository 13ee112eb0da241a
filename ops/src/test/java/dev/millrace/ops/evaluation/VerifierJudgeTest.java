package dev.millrace.ops.evaluation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.job.score.Verifiers;
import dev.millrace.schemas.Prompt;
import java.util.Map;
import org.junit.jupiter.api.Test;

class VerifierJudgeTest {
  private static final Judge JUDGE =
      new VerifierJudge(Verifiers.load(VerifierJudgeTest.class.getClassLoader()));

  private static Prompt prompt(String verifier) {
    return new Prompt("p-1", "d", "?", new int[0], "7", verifier, Map.of("metric", "thumbs"), 0);
  }

  @Test
  void firstVerifierOfThePromptDecides() {
    Prompt number = new Prompt("p-1", "d", "?", new int[0], "7", "number+exact", Map.of(), 0);
    assertThat(JUDGE.correct(number, "it is 7")).isTrue();
    assertThat(JUDGE.correct(number, "it is 8")).isFalse();
  }

  @Test
  void responseThatNobodyHasSpokenOfIsNeitherRightNorWrong() {
    assertThatThrownBy(() -> JUDGE.correct(prompt("feedback"), "7"))
        .isInstanceOf(UnjudgedException.class)
        .hasMessageContaining("p-1");
  }
}
