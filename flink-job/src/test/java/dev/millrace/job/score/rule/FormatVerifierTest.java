package dev.millrace.job.score.rule;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.job.score.Verifier;
import dev.millrace.schemas.Prompt;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FormatVerifierTest {
  private static final Prompt BLOCKS = RulePrompts.prompt("", "tags", "think answer");
  private final Verifier format = new FormatVerifier();

  @Test
  void blocksInOrderAreRight() {
    assertThat(format.score(BLOCKS, "<think>a < b</think>\n <answer>7</answer>\n"))
        .isEqualTo(Map.of("correct", 1f, "tags", 1f));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "7",
        "<think>a</think>",
        "<answer>7</answer><think>a</think>",
        "<think>a<answer>7</answer></think>",
        "<think>a</think><answer>7",
        "<think>a</think><answer> </answer>",
        "<think></think><answer>7</answer>",
        "x<think>a</think><answer>7</answer>",
        "<think>a</think>x<answer>7</answer>",
        "<think>a</think><answer>7</answer>x",
        "<think>a</think><answer>7</answer><answer>8</answer>",
        "<think>a<think>b</think><answer>7</answer>",
        "<think>a</think></think><answer>7</answer>",
        "</answer><think>a</think><answer>7</answer>",
        "<Think>a</Think><answer>7</answer>"
      })
  void anyOtherUseOfTheTagsIsWrong(String response) {
    assertThat(format.score(BLOCKS, response)).isEqualTo(Map.of("correct", 0f, "tags", 0f));
  }

  @Test
  void textOutsideAndAnOpenedBlockAreAllowedWhereAsked() {
    Prompt any = RulePrompts.prompt("", "tags", "answer", "outside", "any");
    assertThat(RulePrompts.correct(format, any, "so <answer>7</answer> it is")).isEqualTo(1);
    Prompt opened = RulePrompts.prompt("", "tags", "think answer", "opened", "yes");
    assertThat(RulePrompts.correct(format, opened, "a</think><answer>7</answer>")).isEqualTo(1);
    assertThat(RulePrompts.correct(format, opened, "<think>a</think><answer>7</answer>")).isZero();
  }

  @Test
  void lengthIsInCharactersAndAChannelOfItsOwn() {
    Prompt prompt =
        RulePrompts.prompt("", "tags", "a", "outside", "any", "min-length", "9", "max-length", "9");
    assertThat(format.score(prompt, " <a>𝄞𝄞</a> "))
        .isEqualTo(Map.of("correct", 1f, "tags", 1f, "length", 1f));
    assertThat(format.score(prompt, "<a>𝄞𝄞𝄞</a>"))
        .isEqualTo(Map.of("correct", 0f, "tags", 1f, "length", 0f));
    assertThat(format.score(prompt, "123456789"))
        .isEqualTo(Map.of("correct", 0f, "tags", 0f, "length", 1f));
  }

  @Test
  void wrongParameterIsNamed() {
    assertThatThrownBy(() -> format.score(RulePrompts.prompt(""), "a"))
        .hasMessageContaining("parameter tags, min-length or max-length is needed");
    for (String tags : new String[] {"", "a a", "a,b", "<a>"}) {
      assertThatThrownBy(() -> format.score(RulePrompts.prompt("", "tags", tags), "a"))
          .hasMessageContaining("parameter tags must be at most 20 different tag names");
    }
    assertThatThrownBy(
            () -> format.score(RulePrompts.prompt("", "min-length", "9", "max-length", "8"), "a"))
        .hasMessageContaining("parameter max-length must be a whole number in [9, ");
    assertThatThrownBy(
            () -> format.score(RulePrompts.prompt("", "tags", "a", "outside", "some"), "a"))
        .hasMessageContaining("parameter outside must be one of [none, any], was 'some'");
  }
}
