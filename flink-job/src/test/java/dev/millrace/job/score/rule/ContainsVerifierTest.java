package dev.millrace.job.score.rule;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.job.score.Verifier;
import dev.millrace.schemas.Prompt;
import java.util.Map;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.CharRange;
import net.jqwik.api.constraints.StringLength;
import org.junit.jupiter.api.Test;

class ContainsVerifierTest {
  private final Verifier contains = new ContainsVerifier();

  @Test
  void everythingAskedForMustHold() {
    Prompt prompt =
        RulePrompts.prompt("", "all", "red\nblue", "any", "one\ntwo", "none", "green\nblack");
    assertThat(contains.score(prompt, "two of red and blue"))
        .isEqualTo(Map.of("correct", 1f, "all", 1f, "any", 1f, "none", 1f));
    assertThat(contains.score(prompt, "red, blue, green"))
        .isEqualTo(Map.of("correct", 0f, "all", 1f, "any", 0f, "none", 0f));
    assertThat(RulePrompts.correct(contains, prompt, "two of red")).isZero();
  }

  @Test
  void referenceIsAskedForWhenNothingElseIs() {
    Prompt prompt = RulePrompts.prompt(" Paris ");
    assertThat(RulePrompts.correct(contains, prompt, "It is Paris.")).isEqualTo(1);
    assertThat(RulePrompts.correct(contains, prompt, "It is paris.")).isZero();
  }

  @Test
  void caseAndWordsAreAsked() {
    Prompt ignoring = RulePrompts.prompt("", "all", "Straße", "case", "ignore");
    assertThat(RulePrompts.correct(contains, ignoring, "die STRASSE")).isEqualTo(1);
    Prompt words = RulePrompts.prompt("", "none", "cat", "words", "yes");
    assertThat(RulePrompts.correct(contains, words, "to concatenate cats")).isEqualTo(1);
    assertThat(RulePrompts.correct(contains, words, "concatenate a cat.")).isZero();
  }

  @Test
  void wrongParameterIsNamed() {
    assertThatThrownBy(() -> contains.score(RulePrompts.prompt("x", "case", "yes"), ""))
        .hasMessage("prompt p7: parameter case must be one of [exact, ignore], was 'yes'");
    assertThatThrownBy(() -> contains.score(RulePrompts.prompt("x", "any", "\n"), ""))
        .hasMessage("prompt p7: parameter any has no line");
    assertThatThrownBy(() -> contains.score(RulePrompts.prompt(" "), ""))
        .hasMessageContaining("parameter all, any or none is needed");
    assertThatThrownBy(() -> contains.score(RulePrompts.prompt("", "all", "a".repeat(1_001)), ""))
        .hasMessageContaining("parameter all must be at most 100 lines of at most 1000");
  }

  @Property(seed = "42", tries = 500)
  void phraseIsFoundWhereItIs(
      @ForAll @CharRange(from = 'a', to = 'b') @StringLength(max = 12) String text,
      @ForAll @CharRange(from = 'a', to = 'b') @StringLength(min = 1, max = 4) String phrase) {
    assertThat(Phrase.isIn(text, phrase, false)).isEqualTo(text.contains(phrase));
    String words = " " + text.replace('b', ' ') + " ";
    String word = phrase.replace('b', 'a');
    assertThat(Phrase.isIn(words, word, true)).isEqualTo(words.contains(" " + word + " "));
  }

  @Test
  void hostileTextEnds() {
    String nearly = "a".repeat(999) + "b";
    Prompt prompt = RulePrompts.prompt("", "any", (nearly + "\n").repeat(50));
    assertThat(RulePrompts.correct(contains, prompt, "a".repeat(1_000_000))).isZero();
  }
}
