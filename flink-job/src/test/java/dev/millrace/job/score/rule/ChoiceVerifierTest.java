package dev.millrace.job.score.rule;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.job.score.Verifier;
import dev.millrace.schemas.Prompt;
import java.util.List;
import java.util.Optional;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.CharRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ChoiceVerifierTest {
  private static final List<String> ANIMALS = List.of("the dog", "a cat", "the old horse", "ant");

  private static Optional<Character> letter(String response) {
    return new ChoiceAnswer(ANIMALS, ANIMALS.size()).of(response.replace("\\n", "\n"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "B | B",
        "b | B",
        "(C) | C",
        "**D** | D",
        "The answer is B. | B",
        "The answer is (B). | B",
        "The correct answer is: **C** | C",
        "Answer: D\\nbecause it is small | D",
        "answer: c | C",
        "The answer is B because cats purr. | B",
        "The correct option is A. | A",
        "the answer is A, as dogs bark | A",
        "The answer is a cat. | B",
        "First I thought the answer is A. No, the answer is D. | D",
        "A) no\\nB) yes\\nthe answer is \\boxed{C} | C",
        "\\boxed{\\text{B}} and not C | B",
        "\\boxed{the old horse} | C",
        "<answer>(d)</answer> | D",
        "<answer> Ant. </answer> | D",
        "Let me think.\\n\\nC | C",
        "Let me think.\\n\\n(C) the old horse | C",
        "Let me think.\\nB) a cat | B",
        "A Cat | B"
      })
  void placeThatDecidesNamesTheLetter(String response, char expected) {
    assertThat(letter(response)).contains(expected);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "I do not know",
        "The answer is A dog of some kind",
        "The answer is A or B.",
        "The answer is B / C",
        "The answer is (B) and (C)",
        "The answer is E.",
        "\\boxed{A, B}",
        "\\boxed{horse}",
        "<answer>none</answer> B",
        "A dog barks.",
        "Bravo",
        "B C D"
      })
  void textThatNamesNoneOrSeveralHasNoLetter(String response) {
    assertThat(letter(response)).isEmpty();
  }

  @Test
  void rightIsTheLetterOrTextOfTheReference() {
    Verifier choice = new ChoiceVerifier();
    Prompt byText = RulePrompts.prompt("a cat", "options", String.join("\n", ANIMALS));
    assertThat(choice.score(byText, "Answer: B")).containsEntry("correct", 1f);
    assertThat(choice.score(byText, "Answer: C"))
        .containsEntry("correct", 0f)
        .containsEntry("format", 1f);
    assertThat(choice.score(byText, "hm")).containsEntry("correct", 0f).containsEntry("format", 0f);
    assertThat(RulePrompts.correct(choice, RulePrompts.prompt("(E)"), "e")).isEqualTo(1);
  }

  @Test
  void wrongParameterIsNamed() {
    Verifier choice = new ChoiceVerifier();
    assertThatThrownBy(() -> choice.score(RulePrompts.prompt("F"), "A"))
        .hasMessage("prompt p7: the reference 'F' is none of the 5 options");
    assertThatThrownBy(() -> choice.score(RulePrompts.prompt("A", "letters", "1"), "A"))
        .hasMessage("prompt p7: parameter letters must be a whole number in [2, 26], was '1'");
    assertThatThrownBy(() -> choice.score(RulePrompts.prompt("A", "options", "one"), "A"))
        .hasMessageContaining("parameter options must be 2 to 26 different lines");
    assertThatThrownBy(() -> choice.score(RulePrompts.prompt("A", "leters", "3"), "A"))
        .hasMessageContaining("parameter leters is unknown; known are [letters, options]");
  }

  @Property(seed = "42", tries = 200)
  void everyLetterIsFoundInEveryWayOfSayingIt(@ForAll @CharRange(from = 'A', to = 'H') char right) {
    ChoiceAnswer answers = new ChoiceAnswer(List.of(), 8);
    for (String way :
        List.of("%s", "(%s)", "The answer is %s.", "so\n**Answer: %s**", "\\boxed{%s}", "x\n%s)")) {
      assertThat(answers.of(way.replace("%s", String.valueOf(right)))).as(way).contains(right);
    }
  }

  @Test
  void hostileTextEnds() {
    for (String part :
        List.of("answer is ", "\\boxed{", "<answer>", "(A) ", "answer: A or ", " ")) {
      assertThat(letter(part.repeat(200_000))).satisfies(found -> assertThat(found).isNotNull());
    }
  }
}
