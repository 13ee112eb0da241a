package dev.millrace.server.api;

import static dev.millrace.server.api.Requests.COMPLETIONS;
import static dev.millrace.server.api.Requests.GOOD;
import static dev.millrace.server.api.Requests.error;
import static dev.millrace.server.api.Requests.get;
import static dev.millrace.server.api.Requests.post;
import static dev.millrace.server.api.Requests.raw;
import static dev.millrace.server.api.Requests.send;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What stands around an answer, and requests that no library would send. */
class ProtocolTest {
  @TempDir Path directory;

  @Test
  void everyAnswerHasARequestIdAndUnknownRoutesHaveErrorsOfTheSameShape() throws Exception {
    try (TestServer server = new TestServer(directory)) {
      HttpResponse<String> unknown = post(server, "/v1/embeddings", GOOD);
      assertThat(unknown.statusCode()).isEqualTo(404);
      assertThat(error(unknown).path("code").asText()).isEqualTo("unknown_url");
      assertThat(unknown.headers().firstValue("x-request-id")).isPresent();
      assertThat(unknown.headers().firstValue("x-should-retry")).contains("false");
      HttpResponse<String> get =
          send(
              HttpRequest.newBuilder(server.uri("/v1/completions"))
                  .header("x-request-id", "mine-1"));
      assertThat(get.statusCode()).isEqualTo(405);
      assertThat(get.headers().firstValue("x-request-id")).contains("mine-1");
    }
  }

  @Test
  void theVersionIsInTheHeaderAndItsSpansInTheExtension() throws Exception {
    try (TestServer server = new TestServer(directory)) {
      HttpResponse<String> answer =
          post(server, COMPLETIONS, GOOD.replace("}", ",\"return_token_ids\":true}"));
      assertThat(answer.headers().firstValue("x-millrace-weight-version")).contains("3.40");
      JsonNode body = new ObjectMapper().readTree(answer.body());
      JsonNode choice = body.at("/millrace/choices/0");
      assertThat(choice.path("spans").toString())
          .isEqualTo(
              "[{'lineage':3,'step':40,'start':0,'end':2},{'lineage':3,'step':41,'start':2,'end':4}]"
                  .replace('\'', '"'));
      assertThat(choice.path("behaviour_logprobs").toString())
          .isEqualTo("[0.0,-0.125,-0.25,-0.375]");
      int a = TestServer.vocabulary().indexOf("a");
      assertThat(body.at("/choices/0/prompt_token_ids").toString())
          .isEqualTo("[" + a + "," + (a + 1) + "," + (a + 2) + "]");
      assertThat(body.at("/choices/0/token_ids").toString())
          .isEqualTo("[" + a + "," + (a + 1) + "," + (a + 2) + ",0]");
    }
  }

  @Test
  void aHeadThatIsTooLargeIsRefused() throws Exception {
    try (TestServer server = new TestServer(directory)) {
      String answer =
          raw(
              server,
              "GET /health HTTP/1.1\r\nhost: localhost\r\nx: " + "a".repeat(9000) + "\r\n\r\n");
      assertThat(answer).startsWith("HTTP/1.1 431");
      assertThat(raw(server, "nonsense\r\n\r\n")).startsWith("HTTP/1.1 400").contains("\"error\"");
    }
  }

  @Test
  void pagesOfOtherSitesAreNotAnsweredWithoutKeys() throws Exception {
    try (TestServer server = new TestServer(directory)) {
      assertThat(raw(server, "GET /v1/models HTTP/1.1\r\nhost: evil.example\r\n\r\n"))
          .startsWith("HTTP/1.1 403");
      assertThat(
              raw(
                  server,
                  """
                  POST /pause HTTP/1.1
                  host: localhost:1
                  origin: http://evil.example
                  content-length: 0

                  """
                      .replace("\n", "\r\n")))
          .startsWith("HTTP/1.1 403");
    }
  }
}
