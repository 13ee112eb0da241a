package dev.millrace.job.feedback;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.schemas.Prompt;
import dev.millrace.schemas.ResponseGroup;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class WishTest {
  private static final long DAY = 86_400_000;

  private static Wish wish(Map<String, String> parameters) {
    return Wish.of(FeedbackTestObjects.group("g", 2, 5, parameters), DAY);
  }

  @Test
  void groupWaitsAsLongAsTheJobSaysOrItsPromptWhenThatIsShorter() {
    assertThat(wish(Map.of("metric", "m"))).isEqualTo(new Wish("m", 1, 2, 5 + DAY));
    assertThat(wish(Map.of("metric", "m", "timeout", "90 s", "votes", "3")))
        .isEqualTo(new Wish("m", 3, 2, 5 + 90_000));
    assertThat(wish(Map.of("metric", "m", "timeout", "2 d")))
        .isEqualTo(new Wish("m", 1, 2, 5 + DAY));
  }

  @ParameterizedTest
  @CsvSource({"metric,''", "votes,0", "votes,x", "timeout,soon", "timeout,'1'"})
  void wrongParametersAreNotWaitedOn(String name, String value) {
    Map<String, String> parameters =
        name.equals("metric") ? Map.of(name, value) : Map.of("metric", "m", name, value);
    assertThat(wish(parameters).deadlineMillis()).isEqualTo(5);
  }

  @Test
  void behindAnotherVerifierTheParametersCarryTheName() {
    ResponseGroup group = FeedbackTestObjects.group("g", 2, 5, Map.of());
    Prompt prompt =
        new Prompt(
            "p",
            "d",
            "t",
            new int[0],
            "",
            "number+feedback",
            Map.of("metric", "not this", "feedback.metric", "m", "feedback.timeout", "1 min"),
            0);
    ResponseGroup joined =
        new ResponseGroup(
            "g",
            prompt,
            group.promptTokens(),
            group.responses(),
            group.sampling(),
            "d",
            "g",
            5,
            5,
            null);
    assertThat(Wish.of(joined, DAY)).isEqualTo(new Wish("m", 1, 2, 5 + 60_000));
  }
}
