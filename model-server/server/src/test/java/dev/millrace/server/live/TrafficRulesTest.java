package dev.millrace.server.live;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TrafficRulesTest {
  @TempDir Path directory;

  private Path file(String text) throws Exception {
    return Files.writeString(directory.resolve("rules.json"), text.replace('\'', '"'));
  }

  @Test
  void theFirstRuleThatMatchesHoldsAndWhatNoneMatchesHasTheShareOfAll() throws Exception {
    TrafficRules rules =
        TrafficRules.read(
            file(
                "{'rules': [{'key': 'app', 'route': 'chat', 'share': 1, 'verifier':"
                    + " 'exact+feedback', 'parameters': {'feedback.metric': 'thumbs'}},"
                    + " {'key': 'app', 'clients_choose': false}, {'route': 'chat', 'share': 0}]}"),
            0.25);
    TrafficRule first = rules.of("chat", "app");
    assertThat(first.share()).isEqualTo(1);
    assertThat(first.verifier()).isEqualTo("exact+feedback");
    assertThat(first.parameters()).isEqualTo(Map.of("feedback.metric", "thumbs"));
    assertThat(first.clientsChoose()).isTrue();
    assertThat(rules.of("completions", "app").clientsChoose()).isFalse();
    assertThat(rules.of("completions", "app").share()).isEqualTo(0.25);
    assertThat(rules.of("chat", "other").share()).isZero();
    assertThat(rules.of("completions", "other")).isEqualTo(TrafficRule.everything(0.25));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "[] | must be an object with a list 'rules'",
        "{'rules': [], 'x': 1} | must be an object with a list 'rules'",
        "{'rules': [{}, {'route': 'images'}]} | rule 2: route must be chat or completions",
        "{'rules': [{'share': 1.5}]} | rule 1: share must be from 0 to 1, was 1.5",
        "{'rules': [{'share': 'all'}]} | rule 1: share must be a number",
        "{'rules': [{'verifier': 'a b'}]} | rule 1: verifier must be a name",
        "{'rules': [{'parameters': {'a': 1}}]} | rule 1: parameter 'a' must be a text",
        "{'rules': [{'verifer': 'exact'}]} | rule 1: unknown field 'verifer'; known are",
        "{'rules' | not JSON",
      })
  void aWrongFileIsRefusedByNameRuleAndField(String text, String why) throws Exception {
    Path file = file(text);
    assertThatThrownBy(() -> TrafficRules.read(file, 0))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(file.toString())
        .hasMessageContaining(why);
  }

  @Test
  void aShareIsTakenAndASmallerShareIsAPartOfIt() {
    int taken = 0;
    int both = 0;
    int tries = 100_000;
    for (long bits = 0; bits < tries; bits++) {
      boolean more = Draws.isTaken(bits, 5, 0.2);
      boolean less = Draws.isTaken(bits, 5, 0.1);
      taken += more ? 1 : 0;
      both += less ? 1 : 0;
      assertThat(less && !more).isFalse();
      assertThat(Draws.isTaken(bits, 5, 0)).isFalse();
      assertThat(Draws.isTaken(bits, 5, 1)).isTrue();
    }
    // Five standard deviations of a binomial count.
    assertThat((double) taken).isBetween(20_000 - 5 * 126.5, 20_000 + 5 * 126.5);
    assertThat((double) both).isBetween(10_000 - 5 * 94.9, 10_000 + 5 * 94.9);
  }
}
