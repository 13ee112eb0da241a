package dev.millrace.job.score.code;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class ProgramTextTest {
  @Test
  void lastClosedFenceIsTheProgram() {
    String response = "First:\n```python\na = 1\n```\nbetter:\n```\na = 2\n```\nDone. ```x";
    assertThat(ProgramText.of(response)).isEqualTo("a = 2\n");
  }

  @Test
  void responseWithoutFenceIsAllProgram() {
    assertThat(ProgramText.of("a = 1")).isEqualTo("a = 1");
    assertThat(ProgramText.of("a = 1\n```python\nb")).isEqualTo("a = 1\n```python\nb");
  }

  @Test
  void completionEndsBeforeALineWithAStopWord() {
    String response = "assert x\n    assert y\n\nz = 1\nassert z\nz = 2";
    assertThat(ProgramText.completion(response, List.of("def", "assert")))
        .isEqualTo("assert x\n    assert y\n\nz = 1\n");
    assertThat(ProgramText.completion(response, List.of())).isEqualTo(response + "\n");
  }
}
