package dev.millrace.ops.status;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import dev.millrace.ops.local.Ports;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Answers of Flink 2.3's REST interface, cut to what is read. */
class FlinkRestTest {
  private static final Duration PATIENCE = Duration.ofSeconds(20);

  @Test
  void newestJobOfThePipelineIsReadWithItsFailureAndCheckpoints() throws Exception {
    HttpServer server =
        serve(
            Map.of(
                "/jobs/overview",
                """
                {"jobs":[
                  {"jid":"a","name":"millrace-p","state":"FAILED","start-time":1},
                  {"jid":"b","name":"millrace-p","state":"RUNNING","start-time":5},
                  {"jid":"c","name":"other","state":"RUNNING","start-time":9}]}
                """,
                "/jobs/b/exceptions",
                """
                {"exceptionHistory":{"entries":[{"timestamp":70,"stacktrace":
                  "java.lang.Exception: outer\\n\\tat A.b(A.java:1)\\nCaused by: java.io.IOException: disk\\n\\tat C"}]}}
                """,
                "/jobs/b/checkpoints",
                """
                {"latest":{"completed":{"latest_ack_timestamp":60,"end_to_end_duration":7,"checkpointed_size":8},
                           "failed":{"failure_timestamp":65,"failure_message":"late"}},
                 "history":[{"status":"IN_PROGRESS","trigger_timestamp":66},{"status":"COMPLETED"}]}
                """));
    try {
      URI address = URI.create("http://127.0.0.1:" + server.getAddress().getPort());
      assertThat(new FlinkRest(address, PATIENCE, PATIENCE).job("p"))
          .isEqualTo(
              new JobFacts(
                  "millrace-p", "RUNNING", "java.io.IOException: disk", 70, 60, 7, 8, 66, "late"));
      assertThat(new FlinkRest(address, PATIENCE, PATIENCE).job("p").checkpointFailure())
          .isEqualTo("late");
    } finally {
      server.stop(0);
    }
  }

  @Test
  void clusterWithoutAJobHasNone() throws Exception {
    HttpServer server = serve(Map.of("/jobs/overview", "{\"jobs\":[]}"));
    try {
      URI address = URI.create("http://127.0.0.1:" + server.getAddress().getPort());
      assertThat(new FlinkRest(address, PATIENCE, PATIENCE).job("p")).isEqualTo(JobFacts.NONE);
    } finally {
      server.stop(0);
    }
  }

  @Test
  void addressWhereNobodyListensIsAFailureAndNoWait() {
    URI nobody = URI.create("http://127.0.0.1:" + Ports.free());
    assertThatThrownBy(() -> new FlinkRest(nobody, PATIENCE, PATIENCE).job("p"))
        .isInstanceOf(IOException.class);
    assertThat(Reachable.any("127.0.0.1:" + nobody.getPort() + ",nonsense", PATIENCE)).isFalse();
  }

  private static HttpServer serve(Map<String, String> answers) throws IOException {
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    answers.forEach(
        (path, answer) ->
            server.createContext(
                path,
                exchange -> {
                  byte[] body = answer.getBytes(UTF_8);
                  exchange.sendResponseHeaders(200, body.length);
                  exchange.getResponseBody().write(body);
                  exchange.close();
                }));
    server.start();
    return server;
  }
}
