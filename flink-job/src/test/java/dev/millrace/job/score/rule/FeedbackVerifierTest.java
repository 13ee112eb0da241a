package dev.millrace.job.score.rule;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.job.TestObjects;
import dev.millrace.schemas.Prompt;
import dev.millrace.schemas.Response;
import dev.millrace.schemas.Vote;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FeedbackVerifierTest {
  private static Map<String, Float> score(Map<String, String> parameters, Response response) {
    Map<String, String> all = new HashMap<>(Map.of("metric", "stars"));
    all.putAll(parameters);
    Prompt prompt = new Prompt("p7", "d", "", new int[0], "", "feedback", all, 0);
    return new FeedbackVerifier().score(prompt, response);
  }

  /** Stars in the order of time, each of a source of its own. */
  private static Response stars(double... values) {
    List<Vote> votes = new ArrayList<>();
    for (int i = 0; i < values.length; i++) {
      votes.add(new Vote("stars", values[i], i, "s" + i));
    }
    votes.add(new Vote("copied", 100, 50, "s0"));
    return TestObjects.response("g/0", "text").with(votes);
  }

  @ParameterizedTest
  @CsvSource({
    "mean, 3.25", // (5 + 1 + 4 + 3) / 4
    "trimmed-mean, 3.5", // (3 + 4) / 2: of four values one at each end goes
    "min, 1",
    "last, 3"
  })
  void aggregateIsOfTheValuesOfTheMetricAlone(String aggregate, float expected) {
    assertThat(score(Map.of("aggregate", aggregate, "threshold", "3.5"), stars(5, 1, 4, 3)))
        .isEqualTo(Map.of("value", expected, "correct", expected >= 3.5f ? 1f : 0f));
  }

  @Test
  void twoValuesAreNotTrimmed() {
    assertThat(score(Map.of("aggregate", "trimmed-mean"), stars(0, 1)))
        .containsEntry("value", 0.5f);
  }

  @Test
  void responseOfWhichNothingWasSaidIsUnscoredAndNotZero() {
    assertThatThrownBy(() -> score(Map.of(), stars())).hasMessage("no feedback by metric stars");
  }

  @ParameterizedTest
  @CsvSource({
    "metrik, x, parameter metrik is unknown",
    "aggregate, median, parameter aggregate must be one of",
    "threshold, high, 'parameter threshold must be a number, was ''high'''",
    "votes, 0, parameter votes must be a whole number",
    "timeout, soon, parameter timeout must be a time such as"
  })
  void wrongParameterIsNamed(String name, String value, String reason) {
    assertThatThrownBy(() -> score(Map.of(name, value), stars(1)))
        .hasMessageContaining("prompt p7: " + reason);
  }
}
