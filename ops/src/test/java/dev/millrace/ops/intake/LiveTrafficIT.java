package dev.millrace.ops.intake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.millrace.ops.ledger.TopicReader;
import dev.millrace.ops.local.Broker;
import dev.millrace.ops.local.Ports;
import dev.millrace.ops.local.TopicCreation;
import dev.millrace.schemas.Feedback;
import dev.millrace.schemas.Response;
import dev.millrace.schemas.ResponseGroup;
import dev.millrace.schemas.avro.FeedbackCodec;
import dev.millrace.schemas.avro.ResponseGroupCodec;
import dev.millrace.schemas.topics.Shards;
import dev.millrace.schemas.topics.TopicSpec;
import dev.millrace.schemas.topics.Topics;
import dev.millrace.server.Generator;
import dev.millrace.server.GeneratorSettings;
import dev.millrace.server.access.Keyring;
import dev.millrace.server.api.ApiServer;
import dev.millrace.server.api.ApiSettings;
import dev.millrace.server.api.ServedVersion;
import dev.millrace.server.engine.EngineSettings;
import dev.millrace.server.http.HttpSettings;
import dev.millrace.server.kafka.Clients;
import dev.millrace.server.live.Fate;
import dev.millrace.server.live.LiveSettings;
import dev.millrace.server.live.LiveTraining;
import dev.millrace.server.live.TrafficRules;
import dev.millrace.server.openai.Limits;
import dev.millrace.server.redaction.Redaction;
import dev.millrace.server.spool.SpoolSettings;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Live requests while the broker is away and comes back: every client has its answer, and every
 * group and all feedback that was accepted is in its topic once. A payment card that some clients
 * write about is in none of them.
 */
class LiveTrafficIT {
  private static final Duration DEADLINE = Duration.ofMinutes(2);
  private static final Duration OUTAGE =
      Duration.ofSeconds(Long.getLong("millrace.outage.seconds", 15));
  private static final Topics TOPICS = new Topics("live");
  private static final int SHARDS = 2;
  private static final int GROUP = 3;
  private static final String CARD = "4111111111111111";

  @TempDir Path directory;
  private final HttpClient http = HttpClient.newHttpClient();
  private final AtomicReference<LiveTraining> training = new AtomicReference<>();
  private final Set<String> judged = new HashSet<>();
  private int asked;

  @Test
  void whatIsAcceptedDuringAnOutageIsInItsTopicAfterwardsOnce() throws Exception {
    Path model = TestPolicy.write(directory, 1);
    Path weights = Files.createDirectory(directory.resolve("weights"));
    Path data = directory.resolve("kafka");
    int port = Ports.free();
    Broker broker = Broker.start(data, port, DEADLINE);
    String bootstrap = broker.bootstrap();
    TopicCreation.create(bootstrap, TopicSpec.ofPipeline(TOPICS, SHARDS), DEADLINE);
    GeneratorSettings settings =
        TestGenerator.settings(bootstrap, TOPICS, SHARDS, 2, model, weights, DEADLINE);
    long kept;
    try (Generator generator = Generator.start(settings, EngineSettings.DEFAULT);
        ApiServer server = serve(generator, model, bootstrap)) {
      askFor(server.uri(), Duration.ofSeconds(3));
      await("groups before the outage")
          .atMost(DEADLINE)
          .until(() -> live().spoolFigures().recordsWritten() > 0);
      broker.close();
      askFor(server.uri(), OUTAGE);
      long waiting = live().spool().bytes();
      assertThat(live().spool().isDrained()).isFalse();
      broker = Broker.start(data, port, DEADLINE);
      askFor(server.uri(), Duration.ofSeconds(2));
      await("all requests have ended").atMost(DEADLINE).until(() -> ended() == asked);
      await("the spool is drained").atMost(DEADLINE).until(live().spool()::isDrained);
      kept = live().figures().count(Fate.KEPT);
      System.out.printf(
          "asked %d kept %d redacted %d feedback %d spool %d bytes after %d s without broker%n",
          asked,
          kept,
          live().figures().count(Fate.REDACTED),
          judged.size(),
          waiting,
          OUTAGE.toSeconds());
      assertThat(kept + live().figures().count(Fate.REDACTED)).isEqualTo(asked);
      assertThat(live().figures().count(Fate.REDACTED)).isPositive();
      assertThat(generator.status().failure()).isNull();
    }
    try (TopicReader reader = TopicReader.open(bootstrap, DEADLINE)) {
      assertGroups(reader, kept);
      List<Feedback> feedback = reader.values(TOPICS.feedback(), FeedbackCodec::decode);
      assertThat(feedback.stream().map(Feedback::responseId))
          .containsExactlyInAnyOrderElementsOf(judged);
      for (String topic : reader.topics()) {
        if (topic.startsWith("millrace.")) {
          reader.read(topic, record -> assertThat(text(record.value())).doesNotContain(CARD));
        }
      }
    }
    broker.close();
    try (Stream<Path> files = Files.walk(directory.resolve("spool"))) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        assertThat(text(Files.readAllBytes(file))).doesNotContain(CARD);
      }
    }
  }

  private void assertGroups(TopicReader reader, long kept) {
    Set<String> ids = new HashSet<>();
    reader.read(
        TOPICS.groups(),
        record -> {
          ResponseGroup group = TopicReader.decoded(record, ResponseGroupCodec::decode);
          assertThat(ids.add(group.groupId())).as("%s is there once", group.groupId()).isTrue();
          assertThat(group.responses()).hasSize(GROUP);
          assertThat(record.partition()).isEqualTo(Shards.of(group.prompt().promptId(), SHARDS));
          for (Response response : group.responses()) {
            assertThat(response.tokens()).isNotEmpty();
          }
        });
    assertThat(ids).hasSize((int) kept);
    Set<String> groupsJudged = new HashSet<>();
    judged.forEach(id -> groupsJudged.add(id.substring(0, id.lastIndexOf('/'))));
    assertThat(ids).containsAll(groupsJudged);
  }

  private LiveTraining live() {
    return training.get();
  }

  private long ended() {
    return Stream.of(Fate.values()).mapToLong(live().figures()::count).sum();
  }

  private ApiServer serve(Generator generator, Path model, String bootstrap) {
    ApiSettings settings =
        new ApiSettings(
            model,
            "small",
            HttpSettings.of(HttpSettings.LOOPBACK, 0),
            0,
            new Keyring(List.of()),
            0,
            Limits.DEFAULT,
            Duration.ofSeconds(60),
            Duration.ofSeconds(5));
    LiveSettings live =
        new LiveSettings(
            TrafficRules.share(1),
            1,
            TOPICS,
            SHARDS,
            GROUP,
            "generator-1",
            10_000,
            4,
            DEADLINE,
            Duration.ofHours(1));
    return ApiServer.start(
        settings,
        generator.engine(),
        () -> new ServedVersion(0, 0, null),
        () -> "",
        (served, digest) -> {
          training.set(
              LiveTraining.start(
                  live,
                  SpoolSettings.of(directory.resolve("spool"), 64 << 20, Duration.ofHours(1)),
                  served.engine(),
                  served.bytes(),
                  served.endTokens(),
                  digest,
                  Redaction.standard(),
                  () ->
                      new Clients(bootstrap, "generator-1", Map.of())
                          .producer("live", Duration.ofSeconds(1)),
                  Clock.systemUTC()));
          return live();
        });
  }

  /** Asks one request after the other, and judges every other answer; all have to be answered. */
  private void askFor(URI uri, Duration time) throws Exception {
    long end = System.nanoTime() + time.toNanos();
    while (System.nanoTime() - end < 0) {
      boolean personal = asked % 10 == 9;
      String prompt = personal ? CARD : asked + "+" + asked + "=";
      String answer =
          post(
              uri.resolve("/v1/completions"),
              "{\"model\":\"small\",\"max_tokens\":8,\"prompt\":\"%s\",\"metadata\":{\"millrace.verifier\":\"exact\",\"millrace.reference\":\"%d\"}}"
                  .formatted(prompt, 2 * asked));
      String id = new ObjectMapper().readTree(answer).path("id").asText();
      if (asked % 2 == 0) {
        post(
            uri.resolve("/v1/feedback"),
            "{\"inference_id\":\"%s\",\"metric_name\":\"thumbs\",\"value\":true}".formatted(id));
        judged.add(id + "/0");
      }
      asked++;
    }
  }

  private String post(URI uri, String body) throws Exception {
    HttpResponse<String> answer =
        http.send(
            HttpRequest.newBuilder(uri)
                .timeout(DEADLINE)
                .header("content-type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(body))
                .build(),
            HttpResponse.BodyHandlers.ofString());
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    return answer.body();
  }

  private static String text(byte[] bytes) {
    return new String(bytes, StandardCharsets.ISO_8859_1);
  }
}
