package dev.millrace.job.score;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.schemas.Prompt;
import java.math.BigDecimal;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NumberVerifierTest {
  private static Prompt prompt(String reference) {
    return new Prompt("p", "d", "", new int[0], reference, "number", Map.of(), 0);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "72 | 72",
        "the answer is 72. | 72",
        "3 + 4 = 7 | 7",
        "10-3 | 3",
        "it is -3 | -3",
        "= -3.50 | -3.5",
        "about 1,234,567.5 apples | 1234567.5",
        "3,7,8 | 8",
        "12,34 | 34",
        "1,2345 | 2345",
        "v1.2.3 | 3",
        "007 | 7",
        "it costs $1,250.50 in all | 1250.5",
        "a loss of -$12 | -12",
        "so 15% of them | 15",
        "3 hours, 20 minutes | 20",
        "about .5 | 0.5",
        "that is 6.02e3 | 6020",
        "5 eggs | 5",
        "− 4 or −4 | -4",
        "#### 42 (it was 6 * 7) | 42"
      })
  void lastNumberIsFound(String text, String number) {
    Optional<BigDecimal> found = LastNumber.of(text);
    assertThat(found).isPresent();
    assertThat(found.get()).isEqualByComparingTo(number);
  }

  @Test
  void textWithoutNumbersHasNone() {
    assertThat(LastNumber.of("no idea")).isEmpty();
    assertThat(LastNumber.of("٣")).isEmpty();
    assertThat(LastNumber.of("9".repeat(1_000_000))).isEmpty();
    assertThat(LastNumber.of("1,".repeat(500_000))).contains(BigDecimal.ONE);
  }

  @Test
  void equalNumbersAreRightHoweverTheyAreWritten() {
    Verifier verifier = new NumberVerifier();
    assertThat(verifier.score(prompt("#### 1,000"), "so 1000.0")).containsEntry("correct", 1f);
    assertThat(verifier.score(prompt("72"), "73"))
        .containsEntry("correct", 0f)
        .containsEntry("format", 1f);
    assertThat(verifier.score(prompt("72"), "?"))
        .containsEntry("correct", 0f)
        .containsEntry("format", 0f);
  }

  @Test
  void toleranceIsAnAbsoluteDistance() {
    Verifier verifier = new NumberVerifier();
    Prompt prompt =
        new Prompt("p", "d", "", new int[0], "3.14", "number", Map.of("tolerance", "0.01"), 0);
    assertThat(verifier.score(prompt, "3.15")).containsEntry("correct", 1f);
    assertThat(verifier.score(prompt, "3.1501")).containsEntry("correct", 0f);
    Prompt negative =
        new Prompt("p", "d", "", new int[0], "3.14", "number", Map.of("tolerance", "-1"), 0);
    assertThatThrownBy(() -> verifier.score(negative, "3"))
        .hasMessageContaining("prompt p: parameter tolerance must be a number >= 0, was -1");
  }

  @Test
  void markedNumberCountsAndNotTheLastOne() {
    Verifier verifier = new NumberVerifier();
    assertThat(verifier.score(prompt("6 * 7 = 42\n#### 42"), "#### 42\nchecked 3 times"))
        .containsEntry("correct", 1f);
    assertThat(verifier.score(prompt("#### 42"), "42 ####")).containsEntry("format", 0f);
  }

  @Test
  void referenceWithoutNumberCannotBeJudged() {
    assertThatThrownBy(() -> new NumberVerifier().score(prompt("none"), "1"))
        .hasMessageContaining("prompt p has no number");
  }
}
