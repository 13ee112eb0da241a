package dev.millrace.job.score.rule;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.job.score.Verifier;
import dev.millrace.schemas.Prompt;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RegexVerifierTest {
  private final Verifier regex = new RegexVerifier();

  @Test
  void patternMatchesAnywhereOrTheWhole() {
    Prompt anywhere = RulePrompts.prompt("", "pattern", "[0-9]+ apples");
    assertThat(regex.score(anywhere, "he has 3 apples")).isEqualTo(Map.of("correct", 1f));
    assertThat(regex.score(anywhere, "he has 3 Apples")).isEqualTo(Map.of("correct", 0f));
    Prompt whole = RulePrompts.prompt("", "pattern", "[0-9]+ apples", "match", "whole");
    assertThat(RulePrompts.correct(regex, whole, "he has 3 apples")).isZero();
    assertThat(RulePrompts.correct(regex, whole, "3 apples")).isEqualTo(1);
    Prompt ignoring = RulePrompts.prompt("", "pattern", "apples", "case", "ignore");
    assertThat(RulePrompts.correct(regex, ignoring, "APPLES")).isEqualTo(1);
  }

  @Test
  void lastMatchIsComparedWithTheReference() {
    Prompt prompt = RulePrompts.prompt(" 12 ", "pattern", "total: *([0-9]+)", "match", "reference");
    assertThat(regex.score(prompt, "total: 3, no, total: 12!"))
        .isEqualTo(Map.of("correct", 1f, "format", 1f));
    assertThat(regex.score(prompt, "total: 12, no, total: 3"))
        .isEqualTo(Map.of("correct", 0f, "format", 1f));
    assertThat(regex.score(prompt, "twelve")).isEqualTo(Map.of("correct", 0f, "format", 0f));
    Prompt noGroup = RulePrompts.prompt("34", "pattern", "[0-9]+", "match", "reference");
    assertThat(RulePrompts.correct(regex, noGroup, "12 34")).isEqualTo(1);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ' ',
      value = {
        "( parameter_pattern_is_no_RE2_pattern",
        "(a)\\1 parameter_pattern_is_no_RE2_pattern",
        "(?=a) parameter_pattern_is_no_RE2_pattern",
        "a{1000} parameter_pattern_is_of_size",
        "(a{30}){30} parameter_pattern_is_of_size"
      })
  void patternThatCannotBeUsedIsNamed(String pattern, String message) {
    assertThatThrownBy(() -> regex.score(RulePrompts.prompt("", "pattern", pattern), "a"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(message.replace('_', ' '));
  }

  @Test
  void patternMustBeGiven() {
    assertThatThrownBy(() -> regex.score(RulePrompts.prompt("a"), "a"))
        .hasMessage("prompt p7: parameter pattern is needed");
    assertThatThrownBy(() -> regex.score(RulePrompts.prompt("", "pattern", "a".repeat(1_001)), "a"))
        .hasMessageContaining("parameter pattern has 1001 characters, more than 1000");
  }

  @Test
  void hostileTextsAndPatternsEnd() {
    String text = "a".repeat(LinearPattern.MAX_TEXT);
    // A backtracking matcher needs 2^n steps for the first and n² for the others.
    for (String pattern : new String[] {"(a+)+$b", "(a|aa)+b", "a.*b|a", "(?:a?){100}a{100}b"}) {
      for (String match : new String[] {"find", "whole", "reference"}) {
        Prompt prompt = RulePrompts.prompt("b", "pattern", pattern, "match", match);
        float correct = RulePrompts.correct(regex, prompt, text);
        assertThat(correct).isEqualTo(pattern.endsWith("|a") && match.equals("find") ? 1 : 0);
      }
    }
    Prompt any = RulePrompts.prompt("", "pattern", "a");
    assertThat(RulePrompts.correct(regex, any, text)).isEqualTo(1);
    assertThat(RulePrompts.correct(regex, any, text + "a")).isZero();
  }
}
