package dev.millrace.job.score.judge;

import static dev.millrace.job.score.judge.Judges.asking;
import static dev.millrace.job.score.judge.Judges.options;
import static dev.millrace.job.score.judge.Judges.prompt;
import static dev.millrace.job.score.judge.Judges.saying;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.millrace.job.score.remote.RemoteListener;
import dev.millrace.job.score.remote.RemoteSettings;
import dev.millrace.job.score.remote.ScriptedServer;
import dev.millrace.job.score.remote.ScriptedServer.Answer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Timeout(60)
class JudgeVerifierTest {
  @TempDir private Path directory;

  private static ScriptedServer serverSaying(String content) throws Exception {
    return ScriptedServer.of(n -> Answer.ok(saying(content)));
  }

  @Test
  void scoreIsAChannelAndTheThresholdDecidesWhatIsRight() throws Exception {
    try (ScriptedServer server = serverSaying("\n {\"score\": 0.75} \n")) {
      JudgeVerifier judge = asking(server);
      assertThat(judge.score(prompt("red"), "blue"))
          .isEqualTo(Map.of("correct", 1f, "score", 0.75f));
      assertThat(judge.score(prompt("red", "threshold", "0.75"), "blue"))
          .containsEntry("correct", 1f);
      assertThat(judge.score(prompt("red", "threshold", "0.76"), "blue"))
          .isEqualTo(Map.of("correct", 0f, "score", 0.75f));
      assertThatThrownBy(() -> judge.score(prompt("red", "threshold", "0"), "blue"))
          .hasMessageContaining("prompt p7: parameter threshold must be a number in (0, 1]");
      assertThatThrownBy(() -> judge.score(prompt("red", "treshold", "1"), "blue"))
          .hasMessageContaining("prompt p7: parameter treshold is unknown");
    }
  }

  @Test
  void requestIsAChatCompletionAtTemperatureZero() throws Exception {
    try (ScriptedServer server = serverSaying("{\"score\": 1}")) {
      asking(server, "judge-seed", "7", "judge-max-tokens", "64")
          .score(prompt("red", "rubric", "It names one colour."), "blue");
      assertThat(server.received.get(0).path()).isEqualTo("/v1/chat/completions");
      JsonNode sent = new ObjectMapper().readTree(server.received.get(0).body());
      assertThat(sent.path("model").asText()).isEqualTo("m");
      assertThat(sent.path("temperature").asInt(-1)).isZero();
      assertThat(sent.path("seed").asInt()).isEqualTo(7);
      assertThat(sent.path("max_tokens").asInt()).isEqualTo(64);
      assertThat(sent.has("response_format")).isFalse();
      assertThat(sent.path("messages").findValuesAsText("role")).containsExactly("system", "user");
      assertThat(sent.path("messages").path(0).path("content").asText())
          .contains("It names one colour.");
      assertThat(sent.path("messages").path(1).path("content").asText())
          .contains("Name a colour.", "red", "blue");

      asking(server, "judge-structured", "true").score(prompt("red"), "blue");
      JsonNode schema =
          new ObjectMapper()
              .readTree(server.received.get(1).body())
              .path("response_format")
              .path("json_schema")
              .path("schema");
      assertThat(schema.path("required").path(0).asText()).isEqualTo("score");
      assertThat(schema.path("additionalProperties").asBoolean(true)).isFalse();
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "The score is 1.               | said no {\"score\": x}",
        "{'score': 1}.                 | said no {\"score\": x}",
        "{'score': 1} {'score': 0}     | said no {\"score\": x}",
        "{'score': 0, 'score': 1}      | said no {\"score\": x}",
        "```json {'score': 1} ```      | said no {\"score\": x}",
        "1                             | said no {\"score\": x}",
        "{'score': 1.01}               | with x from 0 to 1",
        "{'score': -0.01}              | with x from 0 to 1",
        "{'score': 1e400}              | with x from 0 to 1",
        "{'score': '1'}                | with x from 0 to 1",
        "{'score': true}               | with x from 0 to 1",
        "{'score': null}               | with x from 0 to 1",
        "{'score': 1, 'why': 'good'}   | with x from 0 to 1",
        "{}                            | with x from 0 to 1",
      })
  void whatIsNearlyAVerdictIsNone(String content, String reason) throws Exception {
    try (ScriptedServer server = serverSaying(content.replace("\\'", "").replace('\'', '"'))) {
      assertThatThrownBy(() -> asking(server).score(prompt("red"), "blue"))
          .hasMessageContaining(reason);
      assertThat(server.received).hasSize(1);
    }
  }

  @Test
  void answerThatWasCutOffOrRefusedOrIsNoCompletionIsNoVerdict() throws Exception {
    try (ScriptedServer server =
        ScriptedServer.of(
            n ->
                Answer.ok(
                    switch (n) {
                      case 1 -> saying("{\"score\": 1}", "length", 9);
                      case 2 -> saying("{\"score\": 1}", "content_filter", 9);
                      case 3 -> "{\"choices\": []}";
                      case 4 -> "{\"choices\": [{\"message\": {\"refusal\": \"I won't.\"}}]}";
                      default -> "<html>proxy</html>";
                    }))) {
      JudgeVerifier judge = asking(server);
      for (String reason :
          List.of(
              "was cut off; see millrace.score.judge-max-tokens",
              "ended for the reason 'content_filter'",
              "has no choices[0].message.content",
              "the judge refused: I won't.",
              "its answer is not JSON")) {
        assertThatThrownBy(() -> judge.score(prompt("red"), "blue")).hasMessageContaining(reason);
      }
    }
  }

  @Test
  void wrongKeyIsSaidByItsOptionAndNotShown() throws Exception {
    Path file = Files.writeString(directory.resolve("key"), "sk-very-secret\n");
    try (ScriptedServer server =
        ScriptedServer.of(
            n -> new Answer(401, "{\"error\": {\"message\": \"Incorrect key sk-very-secret\"}}"))) {
      assertThatThrownBy(
              () -> asking(server, "judge-key-file", file.toString()).score(prompt("red"), "blue"))
          .hasMessageContaining("answered 401")
          .hasMessageContaining("millrace.score.judge-key-file")
          .hasMessageNotContaining("sk-very-secret");
      assertThat(server.received).hasSize(1);
      assertThat(server.received.get(0).authorization()).isEqualTo("Bearer sk-very-secret");
    }
  }

  @Test
  void budgetOfRequestsCountsEveryTryAndIsSaidWhenItIsSpent() throws Exception {
    try (ScriptedServer server =
        ScriptedServer.of(
            n -> n == 1 ? new Answer(503, "") : Answer.ok(saying("{\"score\": 1}")))) {
      Counts counts = new Counts();
      JudgeVerifier judge = asking(server, counts, "judge-budget", "requests=3");
      judge.score(prompt("red"), "a");
      judge.score(prompt("red"), "b");
      assertThatThrownBy(() -> judge.score(prompt("red"), "c"))
          .hasMessageContaining(
              "millrace.score.judge-budget is spent: 3 of 3 requests within the last hour");
      judge.score(prompt("red"), "b"); // remembered, so free
      assertThat(server.received).hasSize(3);
      assertThat(counts.seen)
          .filteredOn(event -> !event.startsWith("spent"))
          .containsExactly(
              "requested",
              "retried",
              "requested",
              "ended",
              "requested",
              "ended",
              "refused",
              "ended",
              "remembered");
    }
  }

  @Test
  void budgetOfTokensIsWhatTheServerCounts() throws Exception {
    try (ScriptedServer server =
        ScriptedServer.of(n -> Answer.ok(saying("{\"score\": 1}", "stop", 400)))) {
      Counts counts = new Counts();
      JudgeVerifier judge = asking(server, counts, "judge-budget", "tokens=800");
      judge.score(prompt("red"), "a");
      judge.score(prompt("red"), "b");
      assertThatThrownBy(() -> judge.score(prompt("red"), "c"))
          .hasMessageContaining("800 of 800 tokens");
      assertThat(server.received).hasSize(2);
      assertThat(counts.seen).filteredOn("spent 400"::equals).hasSize(2);
    }
  }

  @Test
  void serverThatCountsNoTokensIsPaidByTheByte() throws Exception {
    String answer = "{\"choices\": [{\"message\": {\"content\": \"{\\\"score\\\": 1}\"}}]}";
    try (ScriptedServer server = ScriptedServer.of(n -> Answer.ok(answer))) {
      Counts counts = new Counts();
      asking(server, counts).score(prompt("red"), "a");
      int bytes = server.received.get(0).body().length() + answer.length();
      assertThat(counts.seen).contains("spent " + bytes);
    }
  }

  @Test
  void textThatIsTooLongIsNotSent() throws Exception {
    try (ScriptedServer server = serverSaying("{\"score\": 1}")) {
      assertThatThrownBy(
              () ->
                  asking(server, "judge-max-characters", "100")
                      .score(prompt("red"), "x".repeat(90)))
          .hasMessageContaining("have 107 characters; millrace.score.judge-max-characters is 100");
      assertThat(server.received).isEmpty();
    }
  }

  @Test
  void withoutAnAddressThereIsNoJudge() {
    JudgeVerifier judge =
        new JudgeVerifier(
            JudgeSettings.from(options()), RemoteSettings.from(options()), RemoteListener.NONE);
    assertThatThrownBy(() -> judge.score(prompt("red"), "blue"))
        .hasMessageContaining("millrace.score.judge-url is not given");
    for (String[] wrong :
        new String[][] {
          {"judge-url", "http://h/v1"},
          {"judge-model", "m"},
          {"judge-url", "http://h/v1?key=7", "judge-model", "m"},
          {"judge-key-variable", "A", "judge-key-file", "b"},
          {"judge-budget", "euros=5"},
          {"judge-budget", "requests=0"},
          {"judge-budget", "requests=1,requests=2"}
        }) {
      assertThatThrownBy(() -> JudgeSettings.from(options(wrong)))
          .hasMessageContaining(
              "millrace.score." + (wrong[0].contains("model") ? "judge-url" : wrong[0]));
    }
  }

  /** What happened, in order. */
  private static final class Counts implements RemoteListener {
    private final List<String> seen = new CopyOnWriteArrayList<>();

    @Override
    public void requested(String verifier) {
      seen.add("requested");
    }

    @Override
    public void retried(String verifier) {
      seen.add("retried");
    }

    @Override
    public void ended(String verifier, long nanos) {
      seen.add("ended");
    }

    @Override
    public void remembered(String verifier) {
      seen.add("remembered");
    }

    @Override
    public void spent(String verifier, long tokens) {
      seen.add("spent " + tokens);
    }

    @Override
    public void refused(String verifier) {
      seen.add("refused");
    }
  }
}
