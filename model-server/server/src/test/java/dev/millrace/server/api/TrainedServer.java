package dev.millrace.server.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.millrace.schemas.topics.Topics;
import dev.millrace.server.access.Keyring;
import dev.millrace.server.access.Role;
import dev.millrace.server.access.Secret;
import dev.millrace.server.access.StoredKey;
import dev.millrace.server.live.Fate;
import dev.millrace.server.live.LiveFigures;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.apache.kafka.clients.producer.ProducerRecord;

/**
 * A server that takes every request for training, for a broker that takes everything. Its keys are
 * of an application, of another, and of an administrator.
 */
final class TrainedServer implements AutoCloseable {
  static final Topics TOPICS = new Topics("live");
  private static final Duration DEADLINE = Duration.ofSeconds(20);

  private final List<String> keys = new ArrayList<>();
  private final TestServer.Options options = new TestServer.Options();
  private final TestServer server;

  TrainedServer(Path directory) {
    Random random = new Random(7);
    List<StoredKey> stored = new ArrayList<>();
    for (String name : List.of("app", "other", "admin")) {
      Set<Role> roles =
          name.equals("admin")
              ? Set.of(Role.ADMIN, Role.FEEDBACK)
              : Set.of(Role.INFER, Role.FEEDBACK);
      Secret.Issued issued = Secret.issue(name, roles, random::nextBytes);
      stored.add(issued.stored());
      keys.add(issued.key());
    }
    options.keys = new Keyring(stored);
    options.train(directory.resolve("spool"));
    server = new TestServer(directory.resolve("model"), options);
  }

  HttpResponse<String> post(int key, String path, String body, String... headers) throws Exception {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(server.uri(path))
            .header("content-type", "application/json")
            .header("authorization", "Bearer " + keys.get(key))
            .POST(HttpRequest.BodyPublishers.ofString(body));
    if (headers.length > 0) {
      request.headers(headers);
    }
    return Requests.send(request);
  }

  String ask(String more, String... headers) throws Exception {
    HttpResponse<String> answer =
        post(
            0,
            "/v1/completions",
            "{\"model\":\"echo\",\"prompt\":\"abcdef\"" + (more.isEmpty() ? "" : "," + more) + "}",
            headers);
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    return new ObjectMapper().readTree(answer.body()).path("id").asText();
  }

  List<ProducerRecord<byte[], byte[]>> records(String topic) {
    return options.producer.history().stream()
        .filter(record -> record.topic().equals(topic))
        .toList();
  }

  void awaitEnds(long ends) {
    await("taken requests have ended")
        .atMost(DEADLINE)
        .until(
            () ->
                List.of(Fate.values()).stream().mapToLong(server.live.figures()::count).sum()
                    == ends);
    await("the spool is drained").atMost(DEADLINE).until(server.live.spool()::isDrained);
  }

  EchoEngine engine() {
    return server.engine;
  }

  LiveFigures figures() {
    return server.live.figures();
  }

  URI uri(String path) {
    return server.uri(path);
  }

  String key(int index) {
    return keys.get(index);
  }

  String scrape() {
    return server.registry.scrape();
  }

  /** All records of all topics. */
  List<ProducerRecord<byte[], byte[]>> written() {
    return options.producer.history();
  }

  void advance(Duration by) {
    options.clock.advance(by);
  }

  @Override
  public void close() {
    server.close();
  }
}
