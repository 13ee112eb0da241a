package dev.millrace.ops.score;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.millrace.ops.Millrace;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** The command {@code score} with verifiers that ask a live server. */
class ScoreRemoteTest {
  private static final ObjectMapper JSON = new ObjectMapper();

  @TempDir private Path directory;
  private final AtomicInteger requests = new AtomicInteger();
  private HttpServer server;

  @BeforeEach
  void serve() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext("/capitals", this::judgeCapitals);
    server.createContext("/v1/chat/completions", this::completeChat);
    server.start();
  }

  @AfterEach
  void stop() {
    server.stop(0);
  }

  private String url(String path) {
    return "http://127.0.0.1:" + server.getAddress().getPort() + path;
  }

  /** Right when the response begins with a capital; does not know what to say of digits. */
  private void judgeCapitals(HttpExchange exchange) throws IOException {
    String response =
        JSON.readTree(exchange.getRequestBody().readAllBytes()).path("response").asText();
    ObjectNode answer = JSON.createObjectNode();
    if (Character.isDigit(response.charAt(0))) {
      answer.put("unscored", "digits have no case");
    } else {
      answer
          .putObject("channels")
          .put("correct", Character.isUpperCase(response.charAt(0)) ? 1 : 0)
          .put("length", response.length() / 10.0);
    }
    reply(exchange, answer);
  }

  /** Half a point for every response; busy at first. */
  private void completeChat(HttpExchange exchange) throws IOException {
    exchange.getRequestBody().readAllBytes();
    if (requests.incrementAndGet() == 1) {
      exchange.sendResponseHeaders(429, -1);
      exchange.close();
      return;
    }
    ObjectNode answer = JSON.createObjectNode();
    answer
        .putArray("choices")
        .addObject()
        .put("finish_reason", "stop")
        .putObject("message")
        .put("content", "{\"score\": 0.5}");
    answer.putObject("usage").put("total_tokens", 10);
    reply(exchange, answer);
  }

  private static void reply(HttpExchange exchange, JsonNode answer) throws IOException {
    byte[] bytes = JSON.writeValueAsBytes(answer);
    exchange.sendResponseHeaders(200, bytes.length);
    exchange.getResponseBody().write(bytes);
    exchange.close();
  }

  private JsonNode score(List<String> lines, String... options) throws IOException {
    Path file = Files.write(directory.resolve("answers.jsonl"), lines);
    List<String> arguments = new ArrayList<>(List.of("score", file.toString(), "--json"));
    arguments.addAll(List.of(options));
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    CommandLine command =
        Millrace.commandLine().setOut(new PrintWriter(out)).setErr(new PrintWriter(err));
    int status = command.execute(arguments.toArray(String[]::new));
    assertThat(err.toString()).isEmpty();
    assertThat(status).isZero();
    return JSON.readTree(out.toString());
  }

  @Test
  void serviceOfAUserIsAskedAboutEveryResponse() throws Exception {
    JsonNode report =
        score(
            List.of(
                "{\"prompt\": \"a\", \"reference\": \"\", \"responses\": [\"Red\", \"blue\"]}",
                "{\"prompt\": \"b\", \"reference\": \"\", \"responses\": [\"Tan\", \"Ash\"]}",
                "{\"prompt\": \"c\", \"reference\": \"\", \"responses\": [\"Ink\", \"7up\"]}"),
            "--verifier",
            "http",
            "--set",
            "millrace.score.http-endpoints=capitals=" + url("/capitals"));
    assertThat(report.path("groups").asInt()).isEqualTo(2);
    assertThat(report.path("accuracy").asDouble()).isEqualTo(3 / 4.0);
    assertThat(report.path("channels").path("length").asDouble())
        .isCloseTo((3 + 4 + 3 + 3) / 40.0, within(1e-6));
    assertThat(report.path("unscored").asInt()).isEqualTo(1);
    assertThat(report.path("unscored_reasons").fieldNames().next())
        .contains("it says unscored: digits have no case");
  }

  @Test
  void judgeIsAskedUntilItsBudgetIsSpent() throws Exception {
    JsonNode report =
        score(
            List.of(
                "{\"prompt\": \"a\", \"reference\": \"\", \"responses\": [\"r\", \"s\"]}",
                "{\"prompt\": \"b\", \"reference\": \"\", \"responses\": [\"r\", \"r\"]}",
                "{\"prompt\": \"c\", \"reference\": \"\", \"responses\": [\"r\", \"s\"]}"),
            "--verifier",
            "judge",
            "--set",
            "millrace.score.judge-url=" + url("/v1"),
            "--set",
            "millrace.score.judge-model=m",
            "--set",
            "millrace.score.judge-budget=requests=5");
    // Requests: busy, a/r, a/s, b/r (asked once for both), c/r; then c/s is one too many.
    assertThat(requests.get()).isEqualTo(5);
    assertThat(report.path("groups").asInt()).isEqualTo(2);
    assertThat(report.path("accuracy").asDouble()).isEqualTo(1);
    assertThat(report.path("channels").path("score").asDouble()).isEqualTo(0.5);
    assertThat(report.path("unscored_reasons").fieldNames().next())
        .contains("millrace.score.judge-budget is spent");
  }
}
