package dev.millrace.server.api;

import static dev.millrace.server.api.Requests.COMPLETIONS;
import static dev.millrace.server.api.Requests.GOOD;
import static dev.millrace.server.api.Requests.connect;
import static dev.millrace.server.api.Requests.error;
import static dev.millrace.server.api.Requests.get;
import static dev.millrace.server.api.Requests.head;
import static dev.millrace.server.api.Requests.later;
import static dev.millrace.server.api.Requests.post;
import static dev.millrace.server.api.Requests.raw;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Who waits for whom, and how long. */
class PatienceTest {
  @TempDir Path directory;

  @Test
  void aHeadOrBodyThatDoesNotComeEndsTheConnection() throws Exception {
    TestServer.Options options = new TestServer.Options();
    options.idle = Duration.ofMillis(300);
    try (TestServer server = new TestServer(directory, options)) {
      assertThat(raw(server, "GET /health HTTP/1.1\r\nhost: loc")).doesNotContain("200");
      raw(server, head(100) + "{");
      assertThat(server.engine.asked).isEmpty();
    }
  }

  @Test
  void aBodyThatTricklesEndsAtItsDeadline() throws Exception {
    TestServer.Options options = new TestServer.Options();
    options.bodyDeadline = Duration.ofMillis(300);
    try (TestServer server = new TestServer(directory, options);
        Socket socket = connect(server)) {
      socket.getOutputStream().write(head(4000).getBytes(UTF_8));
      Thread trickle =
          new Thread(
              () -> {
                try {
                  for (int i = 0; i < 200; i++) {
                    socket.getOutputStream().write(' ');
                    Thread.sleep(50);
                  }
                } catch (IOException | InterruptedException e) {
                  // The server has had enough.
                }
              });
      trickle.start();
      socket.setSoTimeout(20_000);
      byte[] start = socket.getInputStream().readNBytes(12);
      assertThat(new String(start, UTF_8)).isEqualTo("HTTP/1.1 408");
      trickle.interrupt();
      trickle.join(20_000);
    }
  }

  @Test
  void anAnswerMayTakeLongerThanAnIdleConnection() throws Exception {
    TestServer.Options options = new TestServer.Options();
    options.idle = Duration.ofMillis(300);
    try (TestServer server = new TestServer(directory, options)) {
      var permits = server.engine.slow();
      var answer = later(server, GOOD);
      await().until(() -> server.engine.asked.size() == 1);
      Thread.sleep(1000);
      permits.release(100);
      assertThat(answer.get().statusCode()).isEqualTo(200);
    }
  }

  @Test
  void aReaderThatFallsBehindIsGivenUp() throws Exception {
    TestServer.Options options = new TestServer.Options();
    options.readerDelay = Duration.ofMillis(1);
    options.idle = Duration.ofMillis(500);
    try (TestServer server = new TestServer(directory, options);
        Socket socket = new Socket()) {
      socket.setReceiveBufferSize(1024);
      socket.connect(
          new InetSocketAddress(InetAddress.getLoopbackAddress(), server.uri().getPort()));
      var permits = server.engine.slow();
      String body =
          "{'model':'echo','prompt':'abcdefghijklmnop','n':8,'stream':true,'logprobs':5}"
              .replace('\'', '"');
      socket.getOutputStream().write((head(body.length()) + body).getBytes(UTF_8));
      await().until(() -> server.engine.asked.size() == 8);
      permits.release(1000);
      await().atMost(Duration.ofSeconds(20)).until(() -> running(server) == 0);
    }
  }

  private static double running(TestServer server) {
    return server.registry.get("millrace.server.num.requests.running").gauge().value();
  }

  @Test
  void moreRequestsThanSeatsAreToldToComeLater() throws Exception {
    TestServer.Options options = new TestServer.Options();
    options.requests = 1;
    try (TestServer server = new TestServer(directory, options)) {
      var permits = server.engine.slow();
      var first = later(server, GOOD);
      await().until(() -> server.engine.asked.size() == 1);
      HttpResponse<String> second = post(server, COMPLETIONS, GOOD);
      assertThat(second.statusCode()).isEqualTo(429);
      assertThat(second.headers().firstValue("retry-after")).contains("1");
      permits.release(100);
      assertThat(first.get().statusCode()).isEqualTo(200);
    }
  }

  @Test
  void aKeyHasItsRate() throws Exception {
    TestServer.Options options = new TestServer.Options();
    options.perMinute = 2;
    try (TestServer server = new TestServer(directory, options)) {
      assertThat(post(server, COMPLETIONS, GOOD).statusCode()).isEqualTo(200);
      assertThat(post(server, COMPLETIONS, GOOD).statusCode()).isEqualTo(200);
      HttpResponse<String> third = post(server, COMPLETIONS, GOOD);
      assertThat(third.statusCode()).isEqualTo(429);
      assertThat(error(third).path("code").asText()).isEqualTo("rate_limit_exceeded");
      assertThat(Integer.parseInt(third.headers().firstValue("retry-after").orElseThrow()))
          .isBetween(1, 30);
    }
  }

  @Test
  void anAnswerThatTakesTooLongIsGivenUp() throws Exception {
    TestServer.Options options = new TestServer.Options();
    options.deadline = Duration.ofMillis(300);
    try (TestServer server = new TestServer(directory, options)) {
      server.engine.slow();
      HttpResponse<String> answer = post(server, COMPLETIONS, GOOD);
      assertThat(answer.statusCode()).isEqualTo(504);
      assertThat(server.engine.cancelled.get()).isEqualTo(1);
    }
  }

  @Test
  void aPausedServerLetsRequestsWaitAndAnswersThemAfterwards() throws Exception {
    TestServer.Options options = new TestServer.Options();
    try (TestServer server = new TestServer(directory, options)) {
      assertThat(post(server, "/pause", "").body()).contains("\"is_paused\":true");
      var answer = later(server, GOOD);
      Thread.sleep(300);
      assertThat(server.engine.asked).isEmpty();
      post(server, "/resume", "");
      assertThat(answer.get().statusCode()).isEqualTo(200);
    }
  }

  @Test
  void aServerWithoutWeightsLivesAndIsNotReady() throws Exception {
    TestServer.Options options = new TestServer.Options();
    options.version = null;
    try (TestServer server = new TestServer(directory, options)) {
      assertThat(get(server, "/health/readiness").statusCode()).isEqualTo(503);
      assertThat(get(server, "/health/liveness").statusCode()).isEqualTo(200);
      assertThat(post(server, COMPLETIONS, GOOD).statusCode()).isEqualTo(503);
    }
  }
}
