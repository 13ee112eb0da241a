package dev.millrace.job.score;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.job.TestObjects;
import dev.millrace.schemas.Prompt;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PanelTest {
  private static final Map<String, Verifier> VERIFIERS =
      Verifiers.load(PanelTest.class.getClassLoader());

  private static Prompt prompt(String verifier, Map<String, String> parameters) {
    return new Prompt("p7", "d", "", new int[0], "7", verifier, parameters, 0);
  }

  private static Judgement judgement(Prompt prompt, String response) {
    return Panel.of(prompt, VERIFIERS).judgement(TestObjects.response("g/0", response));
  }

  private static Map<String, Float> channels(Prompt prompt, String response) {
    return Objects.requireNonNull(judgement(prompt, response).channels());
  }

  @Test
  void laterVerifiersHaveTheirNameBeforeParametersAndChannels() {
    Prompt prompt =
        prompt(
            "countdown+format+contains",
            Map.of(
                "numbers",
                "3,4",
                "target",
                "7",
                "format.tags",
                "think answer",
                "contains.none",
                "sorry"));
    assertThat(channels(prompt, "<think>easy</think><answer>3 + 4</answer>"))
        .isEqualTo(
            Map.of(
                "correct", 1f,
                "format", 1f,
                "format.correct", 1f,
                "format.tags", 1f,
                "contains.correct", 1f,
                "contains.none", 1f));
    assertThat(channels(prompt, "sorry, <answer>3 + 4</answer>"))
        .containsEntry("correct", 1f)
        .containsEntry("format.tags", 0f)
        .containsEntry("contains.none", 0f);
  }

  @Test
  void oneVerifierSeesItsPromptAsItIs() {
    assertThat(channels(prompt("number", Map.of("tolerance", "1")), "8"))
        .isEqualTo(Map.of("correct", 1f, "format", 1f));
  }

  @Test
  void firstOneSaysWhatIsRight() {
    Prompt prompt = prompt("number+format", Map.of("format.tags", "answer"));
    assertThat(Panel.of(prompt, VERIFIERS).verdict("7")).containsEntry("correct", 1f);
  }

  @Test
  void wrongParameterLeavesTheResponseUnscoredAndIsNamed() {
    Prompt prompt = prompt("number+format", Map.of("format.tag", "answer"));
    assertThat(judgement(prompt, "7").failure())
        .contains("verifier format on response g/0")
        .contains("prompt p7: parameter tag is unknown");
  }

  @ParameterizedTest
  @ValueSource(strings = {"exact", "number", "math", "countdown"})
  void parameterThatAVerifierDoesNotKnowIsRefused(String verifier) {
    assertThat(judgement(prompt(verifier, Map.of("tolerence", "1")), "7").failure())
        .contains("prompt p7: parameter tolerence is unknown; known are [");
  }

  @Test
  void panelThatCannotBeIsRefused() {
    assertThatThrownBy(() -> Panel.of(prompt("number+oracle", Map.of()), VERIFIERS))
        .hasMessage("verifier 'oracle' is unknown");
    assertThatThrownBy(() -> Panel.of(prompt("number+", Map.of()), VERIFIERS))
        .hasMessage("verifier '' is unknown");
    assertThatThrownBy(() -> Panel.of(prompt("number+number", Map.of()), VERIFIERS))
        .hasMessage("verifier number is named twice in number+number");
  }
}
