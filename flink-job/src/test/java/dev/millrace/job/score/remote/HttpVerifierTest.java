package dev.millrace.job.score.remote;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.millrace.job.score.remote.ScriptedServer.Answer;
import dev.millrace.job.settings.OptionValues;
import dev.millrace.schemas.Prompt;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
class HttpVerifierTest {
  private static final String RIGHT = "{\"channels\": {\"correct\": 1, \"style\": 0.25}}";

  private static RemoteSettings settings(String... keysAndValues) {
    Map<String, String> typed = new HashMap<>();
    for (int i = 0; i < keysAndValues.length; i += 2) {
      typed.put("millrace.score." + keysAndValues[i], keysAndValues[i + 1]);
    }
    return RemoteSettings.from(OptionValues.of(typed));
  }

  private static HttpVerifier asking(ScriptedServer server, String... keysAndValues) {
    return new HttpVerifier(settings(keysAndValues(server, keysAndValues)), RemoteListener.NONE);
  }

  private static String[] keysAndValues(ScriptedServer server, String... more) {
    String[] all = new String[more.length + 2];
    all[0] = "http-endpoints";
    all[1] = "style=" + server.url("/score");
    System.arraycopy(more, 0, all, 2, more.length);
    return all;
  }

  private static Prompt prompt(String... keysAndValues) {
    Map<String, String> parameters = new HashMap<>();
    for (int i = 0; i < keysAndValues.length; i += 2) {
      parameters.put(keysAndValues[i], keysAndValues[i + 1]);
    }
    return new Prompt("p7", "poems", "Write!", new int[0], "a rose", "http", parameters, 0);
  }

  @Test
  void channelsAreThoseOfTheService() throws Exception {
    try (ScriptedServer server = ScriptedServer.of(n -> Answer.ok(RIGHT))) {
      assertThat(asking(server).score(prompt("least", "3"), "roses ≠ \"violets\""))
          .isEqualTo(Map.of("correct", 1f, "style", 0.25f));
      JsonNode sent = new ObjectMapper().readTree(server.received.get(0).body());
      assertThat(sent)
          .isEqualTo(
              new ObjectMapper()
                  .readTree(
                      "{\"prompt_id\": \"p7\", \"dataset\": \"poems\", \"prompt\": \"Write!\","
                          + " \"reference\": \"a rose\", \"params\": {\"least\": \"3\"},"
                          + " \"response\": \"roses ≠ \\\"violets\\\"\"}"));
      assertThat(server.received.get(0).path()).isEqualTo("/score");
      assertThat(server.received.get(0).authorization()).isEqualTo("null");
    }
  }

  @Test
  void promptChoosesAServiceByNameAndNeverByAddress() throws Exception {
    try (ScriptedServer style = ScriptedServer.of(n -> Answer.ok(RIGHT));
        ScriptedServer other = ScriptedServer.of(n -> Answer.ok(RIGHT))) {
      HttpVerifier verifier =
          new HttpVerifier(
              settings("http-endpoints", "style=" + style.url("/a") + ", tone=" + style.url("/b")),
              RemoteListener.NONE);
      verifier.score(prompt("endpoint", "tone"), "r");
      assertThat(style.received.get(0).path()).isEqualTo("/b");
      assertThat(style.received.get(0).body()).doesNotContain("endpoint");
      assertThatThrownBy(() -> verifier.score(prompt("endpoint", other.url("/")), "r"))
          .hasMessageContaining("prompt p7: parameter endpoint must be one of [style, tone]");
      assertThatThrownBy(() -> verifier.score(prompt(), "r")).hasMessageContaining("is missing");
      assertThat(other.received).isEmpty();
    }
  }

  @Test
  void redirectIsNotFollowed() throws Exception {
    try (ScriptedServer other = ScriptedServer.of(n -> Answer.ok(RIGHT));
        ScriptedServer server =
            ScriptedServer.of(n -> new Answer(307, "", "Location", other.url("/inside")))) {
      assertThatThrownBy(() -> asking(server).score(prompt(), "r"))
          .hasMessageContaining("answered 307");
      assertThat(other.received).isEmpty();
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {408, 409, 425, 429, 500, 502, 503, 599})
  void whatAnotherTryMayChangeIsAskedAgain(int status) throws Exception {
    try (ScriptedServer server =
        ScriptedServer.of(n -> n == 1 ? new Answer(status, "busy") : Answer.ok(RIGHT))) {
      assertThat(asking(server).score(prompt(), "r")).containsEntry("correct", 1f);
      assertThat(server.received).hasSize(2);
      assertThat(server.received.get(1)).isEqualTo(server.received.get(0));
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {201, 204, 400, 401, 403, 404, 413, 422})
  void whatNoTryChangesIsAskedOnce(int status) throws Exception {
    try (ScriptedServer server = ScriptedServer.of(n -> new Answer(status, ""))) {
      assertThatThrownBy(() -> asking(server).score(prompt(), "r"))
          .hasMessageContaining(server.url("/score"))
          .hasMessageContaining("answered " + status);
      assertThat(server.received).hasSize(1);
    }
  }

  @Test
  void serverThatAsksForPatienceIsGivenIt() throws Exception {
    try (ScriptedServer server =
        ScriptedServer.of(
            n -> n == 1 ? new Answer(429, "", "Retry-After", "2") : Answer.ok(RIGHT))) {
      long begin = System.nanoTime();
      asking(server).score(prompt(), "r");
      assertThat(Duration.ofNanos(System.nanoTime() - begin)).isGreaterThan(Duration.ofSeconds(2));
    }
  }

  @Test
  void patienceBeyondTheDeadlineIsNotWaitedFor() throws Exception {
    try (ScriptedServer server =
        ScriptedServer.of(n -> new Answer(429, "slowly", "Retry-After", "3600"))) {
      assertThatThrownBy(() -> asking(server).score(prompt(), "r"))
          .hasMessageContaining("it answered 429: slowly")
          .hasMessageContaining("another try after 3600000 ms would be later than 8000 ms");
      assertThat(server.received).hasSize(1);
    }
  }

  @Test
  void triesEnd() throws Exception {
    try (ScriptedServer server = ScriptedServer.of(n -> new Answer(503, "no\n\tworker"))) {
      assertThatThrownBy(() -> asking(server, "remote-attempts", "3").score(prompt(), "r"))
          .hasMessageEndingWith("it answered 503: no worker, after 3 requests");
      assertThat(server.received).hasSize(3);
    }
  }

  @Test
  void serverThatHangsIsLeftAtTheDeadline() throws Exception {
    try (ScriptedServer server = ScriptedServer.of(n -> Answer.hang())) {
      HttpVerifier verifier = asking(server, "remote-timeout", "300 ms");
      assertThatThrownBy(() -> verifier.score(prompt(), "r"))
          .hasMessageContaining("nothing was answered; no verdict within 300 ms");
      assertThat(server.received).hasSize(1);
    }
  }

  @Test
  void answerThatComesForEverIsLeftAtTheDeadline() throws Exception {
    try (ServerSocket slow = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      CompletableFuture<Void> serving =
          CompletableFuture.runAsync(
              () -> {
                try (var socket = slow.accept()) {
                  var out = socket.getOutputStream();
                  out.write(
                      "HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n{"
                          .getBytes(StandardCharsets.UTF_8));
                  while (true) {
                    out.write(' ');
                    out.flush();
                    Thread.sleep(20);
                  }
                } catch (Exception e) {
                  // The client has hung up, which is what is waited for.
                }
              });
      HttpVerifier verifier =
          new HttpVerifier(
              settings(
                  "http-endpoints",
                  "style=http://127.0.0.1:" + slow.getLocalPort(),
                  "remote-timeout",
                  "400 ms"),
              RemoteListener.NONE);
      assertThatThrownBy(() -> verifier.score(prompt(), "r"))
          .hasMessageContaining("no verdict within 400 ms");
      serving.get(20, TimeUnit.SECONDS);
    }
  }

  @Test
  void nobodyThereIsSaidAfterEveryTry() throws Exception {
    int port;
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = taken.getLocalPort();
    }
    HttpVerifier verifier =
        new HttpVerifier(
            settings("http-endpoints", "style=http://127.0.0.1:" + port, "remote-attempts", "2"),
            RemoteListener.NONE);
    assertThatThrownBy(() -> verifier.score(prompt(), "r"))
        .hasMessageContaining("http://127.0.0.1:" + port + ": cannot be connected to")
        .hasMessageEndingWith("after 2 requests");
  }

  @Test
  void connectionThatIsCutIsTriedAgain() throws Exception {
    try (ServerSocket cutting = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      AtomicInteger connections = new AtomicInteger();
      var unused =
          CompletableFuture.runAsync(
              () -> {
                try {
                  while (true) {
                    cutting.accept().close();
                    connections.incrementAndGet();
                  }
                } catch (Exception e) {
                  // The test has ended.
                }
              });
      HttpVerifier verifier =
          new HttpVerifier(
              settings(
                  "http-endpoints",
                  "style=http://127.0.0.1:" + cutting.getLocalPort(),
                  "remote-attempts",
                  "3"),
              RemoteListener.NONE);
      assertThatThrownBy(() -> verifier.score(prompt(), "r"))
          .hasMessageContaining("after 3 requests");
      assertThat(connections.get()).isGreaterThanOrEqualTo(3);
    }
  }

  @Test
  void hugeAnswerIsNotRead() throws Exception {
    String huge = "{\"channels\": {\"correct\": 1}, \"x\": \"" + "x".repeat(2 << 20) + "\"}";
    try (ScriptedServer server = ScriptedServer.of(n -> Answer.ok(huge))) {
      assertThatThrownBy(() -> asking(server).score(prompt(), "r"))
          .hasMessageContaining("answered more than 1048576 bytes");
      assertThat(server.received).hasSize(1);
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{'channels': {'correct': 1}            | is not JSON",
        "{'channels': {'correct': 1}} {}        | is not JSON",
        "{'channels': {'correct': 0, 'correct': 1}} | is not JSON",
        "[1]                                    | no JSON object",
        "{'correct': 1}                         | no 'channels'",
        "{'channels': {}}                       | no 'channels'",
        "{'channels': {'style': 1}}             | no channel correct",
        "{'channels': {'correct': null}}        | no finite number",
        "{'channels': {'correct': '1'}}         | no finite number",
        "{'channels': {'correct': 1e999}}       | no finite number",
        "{'channels': {'correct': NaN}}         | is not JSON",
        "{'channels': {'Correct': 1}}           | channel 'Correct' is not like",
        "{'unscored': 'no teacher is awake'}    | it says unscored: no teacher is awake",
        "{'error': {'code': 7}}                 | it says error: {\"code\":7}",
        "{'channels': {'correct': 1}, 'error': 'half of it'} | it says error: half of it",
      })
  void answerThatIsNotUnderstoodIsNoVerdict(String body, String reason) throws Exception {
    try (ScriptedServer server =
        ScriptedServer.of(n -> Answer.ok(body.replace("\\'", "").replace('\'', '"')))) {
      assertThatThrownBy(() -> asking(server).score(prompt(), "r")).hasMessageContaining(reason);
    }
  }

  @Test
  void secretIsSentAndNeverSaid() throws Exception {
    String secret = System.getenv("PATH").strip();
    assertThat(secret).isNotEmpty();
    try (ScriptedServer server =
        ScriptedServer.of(
            n -> new Answer(401, "who is " + secret + "?", "WWW-Authenticate", "x"))) {
      HttpVerifier verifier = asking(server, "http-keys", "style=PATH");
      assertThatThrownBy(() -> verifier.score(prompt(), "r"))
          .hasMessageContaining("it answered 401: who is [key]?")
          .hasMessageContaining("is the variable PATH (millrace.score.http-keys) right?")
          .hasMessageNotContaining(secret);
      assertThat(server.received).hasSize(1);
      assertThat(server.received.get(0).authorization()).isEqualTo("Bearer " + secret);
      HttpVerifier without = asking(server, "http-keys", "style=NO_SUCH_VARIABLE_HERE");
      assertThatThrownBy(() -> without.score(prompt(), "r"))
          .hasMessageContaining(
              "the variable NO_SUCH_VARIABLE_HERE (millrace.score.http-keys) is not set");
    }
  }

  @Test
  void sameResponseIsAskedAboutOnce() throws Exception {
    try (ScriptedServer server =
        ScriptedServer.of(n -> n == 1 ? new Answer(400, "") : Answer.ok(RIGHT))) {
      HttpVerifier verifier = asking(server);
      assertThatThrownBy(() -> verifier.score(prompt(), "r"));
      verifier.score(prompt(), "r"); // what failed is not remembered
      verifier.score(prompt(), "r");
      assertThat(server.received).hasSize(2);
      verifier.score(prompt("least", "4"), "r");
      verifier.score(prompt(), "s");
      assertThat(server.received).hasSize(4);
      HttpVerifier forgetful = asking(server, "remote-cache", "0");
      forgetful.score(prompt(), "r");
      forgetful.score(prompt(), "r");
      assertThat(server.received).hasSize(6);
    }
  }

  @Test
  void manyAreUnderWayWithoutAThreadEachAndOneCanBeGivenUp() throws Exception {
    try (ScriptedServer server = ScriptedServer.of(n -> Answer.hang())) {
      HttpVerifier verifier = asking(server, "remote-timeout", "30 s");
      Set<Thread> before = clientThreads();
      CompletableFuture<?>[] asked = new CompletableFuture<?>[50];
      for (int i = 0; i < asked.length; i++) {
        asked[i] = verifier.judge(prompt(), "r" + i);
      }
      while (server.received.size() < asked.length) {
        Thread.sleep(5);
      }
      Set<Thread> more = clientThreads();
      more.removeAll(before);
      assertThat(more).hasSizeLessThanOrEqualTo(RemoteClient.WORKERS);
      asked[0].cancel(true);
      assertThat(asked[0]).isCancelled();
      assertThat(asked[1]).isNotDone();
    }
  }

  private static Set<Thread> clientThreads() {
    Set<Thread> threads = new HashSet<>(Thread.getAllStackTraces().keySet());
    threads.removeIf(thread -> !thread.getName().equals(RemoteClient.THREAD_NAME));
    return threads;
  }

  @Test
  void wrongOptionsAreRefusedByNameAndWithoutSecrets() {
    assertThatThrownBy(() -> settings("http-endpoints", "style=ftp://host/x"))
        .hasMessageContaining("millrace.score.http-endpoints must be addresses such as");
    assertThatThrownBy(() -> settings("http-endpoints", "style=http://me:hunter2@host/x"))
        .hasMessageContaining("millrace.score.http-endpoints must not hold a user or a password")
        .hasMessageNotContaining("hunter2");
    assertThatThrownBy(() -> settings("http-endpoints", "http://host"))
        .hasMessageContaining("millrace.score.http-endpoints");
    assertThatThrownBy(() -> settings("http-keys", "style=TOKEN"))
        .hasMessageContaining("millrace.score.http-keys names 'style'");
    assertThatThrownBy(() -> settings("remote-timeout", "0 s"))
        .hasMessageContaining("millrace.score.remote-timeout");
    assertThatThrownBy(() -> new HttpVerifier(settings(), RemoteListener.NONE).score(prompt(), "r"))
        .hasMessageContaining("millrace.score.http-endpoints is empty");
  }
}
