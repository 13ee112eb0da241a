package dev.millrace.server.api;

import static dev.millrace.server.api.Requests.error;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.millrace.schemas.FinishReason;
import dev.millrace.schemas.Response;
import dev.millrace.schemas.ResponseGroup;
import dev.millrace.schemas.VersionSpan;
import dev.millrace.schemas.avro.ResponseGroupCodec;
import dev.millrace.schemas.topics.Shards;
import dev.millrace.schemas.topics.Topics;
import dev.millrace.server.engine.Priority;
import dev.millrace.server.live.Fate;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Semaphore;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Requests over HTTP and what the topics get of them; the broker is one that takes everything. */
class LiveTrainingTest {
  private static final Duration DEADLINE = Duration.ofSeconds(20);
  private static final Topics TOPICS = TrainedServer.TOPICS;
  private static final int SHARDS = 3;
  private static final String JUDGED = "\"metadata\":{\"millrace.verifier\":\"exact\"}";

  @TempDir Path directory;
  private TrainedServer server;

  @BeforeEach
  void open() {
    server = new TrainedServer(directory);
  }

  @AfterEach
  void close() {
    server.close();
  }

  private ResponseGroup onlyGroup(String topic) throws Exception {
    server.awaitEnds(1);
    assertThat(server.records(topic)).hasSize(1);
    return ResponseGroupCodec.decode(server.records(topic).get(0).value());
  }

  @Test
  void theAnswerOfTheClientIsResponseZeroAndItsSiblingsAreSampledBehindLiveRequests()
      throws Exception {
    String id =
        server.ask(
            "\"max_tokens\":9,\"temperature\":0.5,\"top_p\":0.9,\"seed\":11,\"metadata\":{"
                + "\"millrace.verifier\":\"exact+length\",\"millrace.reference\":\"42\","
                + "\"millrace.parameter.length.max\":\"9\",\"mine\":\"x\"}");
    ResponseGroup group = onlyGroup(TOPICS.groups());
    assertThat(group.groupId()).isEqualTo(id);
    assertThat(group.prompt().text()).isEqualTo("abcdef");
    assertThat(group.prompt().verifier()).isEqualTo("exact+length");
    assertThat(group.prompt().reference()).isEqualTo("42");
    assertThat(group.prompt().verifierParameters()).isEqualTo(Map.of("length.max", "9"));
    assertThat(group.prompt().dataset()).isEqualTo("live/app");
    assertThat(group.sampling().temperature()).isEqualTo(0.5f);
    assertThat(group.sampling().topP()).isEqualTo(0.9f);
    assertThat(group.sampling().maxTokens()).isEqualTo(9);
    // The engine repeats the prompt from the token of the number of the response on.
    assertThat(group.responses().stream().map(Response::text))
        .containsExactly("abcdef", "bcdef", "cdef", "def");
    Response first = group.responses().get(0);
    assertThat(first.responseId()).isEqualTo(id + "/0");
    assertThat(first.tokens()).hasSize(7).endsWith(EchoEngine.END);
    assertThat(first.behaviourLogProbs())
        .containsExactly(0f, -0.125f, -0.25f, -0.375f, -0.5f, -0.625f, -0.75f);
    assertThat(first.spans())
        .containsExactly(new VersionSpan(3, 40, 0, 2), new VersionSpan(3, 41, 2, 7));
    assertThat(first.finishReason()).isEqualTo(FinishReason.STOP);
    assertThat(server.engine().asked.stream().map(request -> request.priority()))
        .containsExactly(Priority.LIVE, Priority.TRAINING, Priority.TRAINING, Priority.TRAINING);
    ProducerRecord<byte[], byte[]> record = server.records(TOPICS.groups()).get(0);
    String promptId = new String(record.key(), StandardCharsets.UTF_8);
    assertThat(promptId).isEqualTo(group.prompt().promptId());
    assertThat(record.partition()).isEqualTo(Shards.of(promptId, SHARDS));
  }

  @Test
  void stopTextsEndSiblingsAsTheyEndAnswers() throws Exception {
    server.ask("\"stop\":[\"de\"]," + JUDGED);
    ResponseGroup group = onlyGroup(TOPICS.groups());
    assertThat(group.responses().stream().map(Response::text))
        .containsExactly("abc", "bc", "c", "");
    assertThat(group.responses().stream().map(response -> response.tokens().length))
        .containsExactly(5, 4, 3, 2);
    assertThat(group.responses())
        .allSatisfy(each -> assertThat(each.finishReason()).isEqualTo(FinishReason.STOP));
  }

  @Test
  void allChoicesOfARequestAreItsFirstResponses() throws Exception {
    server.ask("\"n\":3,\"max_tokens\":2,\"stream\":false," + JUDGED);
    ResponseGroup group = onlyGroup(TOPICS.groups());
    assertThat(group.responses().stream().map(Response::text))
        .containsExactly("ab", "bc", "cd", "de");
    assertThat(server.engine().asked).hasSize(4);
  }

  @Test
  void aGroupThatWaitsForFeedbackGoesToThePendingTopic() throws Exception {
    server.ask(
        "\"metadata\":{\"millrace.verifier\":\"feedback\",\"millrace.parameter.metric\":\"thumbs\"}");
    assertThat(onlyGroup(TOPICS.pending()).prompt().waitsForFeedback()).isTrue();
    assertThat(server.records(TOPICS.groups())).isEmpty();
  }

  @Test
  void whatIsNotToBeKeptIsNotTaken() throws Exception {
    server.ask("\"store\":false," + JUDGED);
    server.ask("");
    server.ask("\"temperature\":0," + JUDGED);
    assertThat(server.figures().requests()).isEqualTo(3);
    assertThat(server.figures().requestsTaken()).isZero();
    assertThat(server.engine().asked).hasSize(3);
  }

  @Test
  void metadataOfOursThatSayNothingAreRefused() throws Exception {
    for (String wrong : List.of("\"millrace.verifer\":\"x\"", "\"millrace.verifier\":\"a b\"")) {
      HttpResponse<String> answer =
          server.post(
              0,
              "/v1/completions",
              "{\"model\":\"echo\",\"prompt\":\"a\",\"metadata\":{" + wrong + "}}");
      assertThat(answer.statusCode()).isEqualTo(400);
      assertThat(error(answer).path("param").asText()).isEqualTo("metadata");
    }
  }

  @Test
  void anAttemptThatTheClientRepeatsMakesOneGroup() throws Exception {
    String retries = "x-stainless-retry-count";
    server.ask(JUDGED, retries, "0");
    server.awaitEnds(1);
    server.ask(JUDGED, retries, "1");
    server.awaitEnds(2);
    server.ask(JUDGED, retries, "0");
    server.awaitEnds(3);
    assertThat(server.figures().count(Fate.RETRY)).isEqualTo(1);
    assertThat(server.records(TOPICS.groups())).hasSize(2);
  }

  @Test
  void whenTooManyWaitTheNewestIsLeftOutAndEveryClientHasItsAnswer() throws Exception {
    server.engine().holdTraining();
    for (int i = 0; i < 6; i++) {
      server.ask("\"max_tokens\":1," + JUDGED);
    }
    // One is being sampled and two wait.
    await("the rest is left out")
        .atMost(DEADLINE)
        .until(() -> server.figures().count(Fate.QUEUE_FULL) >= 3);
    server.engine().releaseTraining();
    server.awaitEnds(6);
    assertThat(server.records(TOPICS.groups()))
        .hasSize((int) (6 - server.figures().count(Fate.QUEUE_FULL)));
  }

  @Test
  void aGroupWithoutOneOfItsSiblingsIsGivenUpAndTheNextIsWhole() throws Exception {
    server.engine().failTraining(new IllegalStateException("no memory"));
    server.ask(JUDGED);
    server.awaitEnds(1);
    assertThat(server.figures().count(Fate.FAILED)).isEqualTo(1);
    server.ask(JUDGED);
    server.awaitEnds(2);
    assertThat(server.records(TOPICS.groups())).hasSize(1);
  }

  @Test
  void aClientThatLeavesTakesItsRequestAlong() throws Exception {
    Semaphore tokens = server.engine().slow();
    var leaving =
        HttpClient.newHttpClient()
            .sendAsync(
                HttpRequest.newBuilder(server.uri("/v1/completions"))
                    .header("content-type", "application/json")
                    .header("authorization", "Bearer " + server.key(0))
                    .POST(
                        HttpRequest.BodyPublishers.ofString(
                            "{\"model\":\"echo\",\"prompt\":\"abc\"," + JUDGED + "}"))
                    .build(),
                HttpResponse.BodyHandlers.ofString());
    await("it is asked").atMost(DEADLINE).until(() -> !server.engine().asked.isEmpty());
    leaving.cancel(true);
    server.awaitEnds(1);
    tokens.release(100);
    assertThat(server.figures().count(Fate.UNFINISHED)).isEqualTo(1);
    assertThat(server.written()).isEmpty();
  }

  @Test
  void aGroupWithAPersonalDatumOrASecretIsNowhere() throws Exception {
    try (LogCapture logs = new LogCapture()) {
      leavesNoTrace("ada@mail.example.org");
      leavesNoTrace("sk-0123456789abcdefghij");
      assertThat(logs.text()).doesNotContain("ada@").doesNotContain("sk-0123");
    }
    assertThat(server.figures().count(Fate.REDACTED)).isEqualTo(4);
    assertThat(server.scrape()).doesNotContain("ada@").contains("fate=\"redacted\"} 4.0");
  }

  private void leavesNoTrace(String datum) throws Exception {
    long before = server.figures().count(Fate.REDACTED);
    HttpResponse<String> answer =
        server.post(
            0,
            "/v1/completions",
            "{\"model\":\"echo\",\"max_tokens\":30,\"prompt\":\"to "
                + datum
                + "\","
                + JUDGED
                + "}");
    assertThat(answer.body()).contains(datum);
    server.awaitEnds(before + 1);
    server.ask(
        "\"metadata\":{\"millrace.verifier\":\"exact\",\"millrace.reference\":\"" + datum + "\"}");
    server.awaitEnds(before + 2);
    assertThat(server.written()).isEmpty();
    try (var files = Files.walk(directory.resolve("spool"))) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        assertThat(Files.readString(file, StandardCharsets.ISO_8859_1)).doesNotContain(datum);
      }
    }
  }
}
