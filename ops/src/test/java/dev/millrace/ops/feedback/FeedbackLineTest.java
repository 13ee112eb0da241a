package dev.millrace.ops.feedback;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.schemas.Feedback;
import dev.millrace.schemas.Vote;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FeedbackLineTest {
  private static final String GOOD =
      "{'response_id': 'g-0-7/1', 'metric': 'thumbs', 'value': 1, 'time': 5, 'source': 'ann'}";

  private static Feedback parse(String line) {
    return FeedbackLine.parse(line.replace('\'', '"'), "f.jsonl:3");
  }

  @Test
  void timeIsMillisecondsOrIso8601() {
    assertThat(parse(GOOD))
        .isEqualTo(new Feedback("g-0-7/1", new Vote("thumbs", 1, 5, "ann"), Map.of()));
    // 2026-01-31 is 56 years, 14 leap days and 30 days after the epoch
    long expected = (56L * 365 + 14 + 30) * 86_400_000;
    assertThat(parse(GOOD.replace("5", "'2026-01-31T00:00:00Z'")).vote().timeMillis())
        .isEqualTo(expected);
  }

  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '"',
      value = {
        "'thumbs', '', field 'metric' must be a string that is not empty",
        "'g-0-7/1', 'g-0-7', field 'response_id' must be <group>/<index>",
        ": 5, : 'now', field 'time' must be epoch milliseconds",
        ": 5, : -5, field 'time' must be epoch milliseconds",
        ": 1, : 'one', field 'value' must be a number",
        "'metric', 'metrik', unknown field 'metrik'",
        "'ann'}, 'ann', not JSON",
        "'ann'}, 'ann'} {}, not JSON",
      })
  void wrongLineIsNamedWithItsReason(String part, String wrong, String reason) {
    assertThatThrownBy(() -> parse(GOOD.replace(part, wrong)))
        .hasMessageContaining("f.jsonl:3: " + reason);
  }
}
