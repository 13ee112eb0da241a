package dev.millrace.ops.bench;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.ops.task.Task;
import dev.millrace.schemas.Prompt;
import org.junit.jupiter.api.Test;

class ComparableTaskTest {
  @Test
  void twoDigitsAreAnsweredInAtMostFourTokens() {
    Task task = ComparableTask.of(2);
    assertThat(task.maxResponseTokens()).isEqualTo(4);
    for (int i = 0; i < 100; i++) {
      Prompt prompt = task.prompt(1, i);
      assertThat(prompt.text()).hasSize("12+34=".length());
      // With the end token.
      assertThat(prompt.reference().length() + 1).isBetween(3, 4);
    }
  }
}
