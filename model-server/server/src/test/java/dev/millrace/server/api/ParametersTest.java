package dev.millrace.server.api;

import static dev.millrace.server.api.Requests.COMPLETIONS;
import static dev.millrace.server.api.Requests.GOOD;
import static dev.millrace.server.api.Requests.error;
import static dev.millrace.server.api.Requests.post;
import static dev.millrace.server.api.Requests.send;
import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a request may say, and what it may not. */
class ParametersTest {
  @TempDir static Path directory;
  private static TestServer server;

  @BeforeAll
  static void open() {
    server = new TestServer(directory);
  }

  @AfterAll
  static void close() {
    server.close();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{'model':'echo','prompt':'a','n':9}                                   | n",
        "{'model':'echo','prompt':['a','b','c'],'n':3}                         | n",
        "{'model':'echo','prompt':'a','n':1.5}                                 | n",
        "{'model':'echo','prompt':'a','max_tokens':33}                         | max_tokens",
        "{'model':'echo','prompt':'a','max_tokens':0}                          | max_tokens",
        "{'model':'echo','prompt':'a','top_p':0}                               | top_p",
        "{'model':'echo','prompt':'a','temperature':-1}                        | temperature",
        "{'model':'echo','prompt':'a','temperature':'hot'}                     | temperature",
        "{'model':'echo','prompt':'a','stop':['1','2','3','4','5']}            | stop",
        "{'model':'echo','prompt':'a','stop':'0123456789abcdefg'}              | stop",
        "{'model':'echo','prompt':'a','stop':''}                               | stop",
        "{'model':'echo','prompt':'a','logprobs':6}                            | logprobs",
        "{'model':'echo','prompt':'a','logprobs':1,'echo':true}                | logprobs",
        "{'model':'echo','prompt':'a','best_of':3}                             | best_of",
        "{'model':'echo','prompt':'a','suffix':'b'}                            | suffix",
        "{'model':'echo','prompt':'a','logit_bias':{'1':2}}                    | logit_bias",
        "{'model':'echo','prompt':'a','presence_penalty':0.5}                  | presence_penalty",
        "{'model':'echo','prompt':'a','seed':1e40}                             | seed",
        "{'model':'echo','prompt':'a','stream_options':{'include_usage':true}} | stream_options",
        "{'model':'echo','prompt':'a','metadata':{'a':1}}                      | metadata",
        "{'model':'echo','prompt':'a','surprise':1}                            | surprise",
        "{'model':'echo','prompt':[]}                                          | prompt",
        "{'model':'echo','prompt':''}                                          | prompt",
        "{'model':'echo','prompt':[999]}                                       | prompt",
        "{'model':'echo','prompt':[-1]}                                        | prompt",
        "{'model':'echo'}                                                      | prompt",
        "{'prompt':'a'}                                                        | model",
      })
  void whatIsWrongWithACompletionIsNamed(String body, String param) throws Exception {
    int asked = server.engine.asked.size();
    HttpResponse<String> answer = post(server, COMPLETIONS, body.replace('\'', '"'));
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(400);
    assertThat(error(answer).path("param").asText()).isEqualTo(param);
    assertThat(error(answer).path("type").asText()).isEqualTo("invalid_request_error");
    assertThat(server.engine.asked).hasSize(asked);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "'tools':[{'type':'function'}]             | tools",
        "'response_format':{'type':'json_object'}  | response_format",
        "'modalities':['audio']                    | modalities",
        "'audio':{'voice':'x'}                     | audio",
        "'reasoning_effort':'high'                 | reasoning_effort",
        "'top_logprobs':2                          | top_logprobs",
        "'max_tokens':3,'max_completion_tokens':4  | max_tokens",
        "'tool_choice':'required'                  | tool_choice",
        "'chat_template':'{{ 1 }}'                 | chat_template",
      })
  void whatIsWrongWithAChatIsNamed(String field, String param) throws Exception {
    String body = "{'model':'echo','messages':[{'role':'user','content':'a'}]," + field + "}";
    HttpResponse<String> answer = post(server, "/v1/chat/completions", body.replace('\'', '"'));
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(400);
    assertThat(error(answer).path("param").asText()).isEqualTo(param);
  }

  @Test
  void fieldsThatSayWhatHappensAnywayAreAccepted() throws Exception {
    String body =
        """
        {"model":"echo","messages":[{"role":"developer","content":[{"type":"text","text":"a"}]}],
        "tools":[],"response_format":{"type":"text"},"logit_bias":{},"frequency_penalty":0,"user":"u",
        "store":false,"metadata":{"k":"v"},"modalities":["text"],"tool_choice":"none","n":null}
        """;
    HttpResponse<String> answer = post(server, "/v1/chat/completions", body);
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    assertThat(answer.body()).contains("system:a");
  }

  @Test
  void aBodyThatIsNoObjectOrTooLongOrNotCalledJsonIsRefused() throws Exception {
    assertThat(post(server, COMPLETIONS, "{\"model\":").statusCode()).isEqualTo(400);
    assertThat(post(server, COMPLETIONS, "[]").statusCode()).isEqualTo(400);
    assertThat(post(server, COMPLETIONS, GOOD + GOOD).statusCode()).isEqualTo(400);
    assertThat(post(server, COMPLETIONS, "{\"n\":1,\"n\":2}").statusCode()).isEqualTo(400);
    String deep = "{\"prompt\":" + "[".repeat(2000) + "]".repeat(2000) + "}";
    assertThat(post(server, COMPLETIONS, deep).statusCode()).isEqualTo(400);
    HttpResponse<String> large = post(server, COMPLETIONS, GOOD + " ".repeat(5000));
    assertThat(large.statusCode()).isEqualTo(413);
    assertThat(error(large).path("code").asText()).isEqualTo("request_too_large");
    HttpResponse<String> plain =
        send(
            HttpRequest.newBuilder(server.uri("/v1/completions"))
                .POST(HttpRequest.BodyPublishers.ofString(GOOD)));
    assertThat(plain.statusCode()).isEqualTo(415);
  }

  @Test
  void promptsThatDoNotFitAreRefusedWithTheCodeThatClientsKnow() throws Exception {
    for (String prompt : new String[] {"a".repeat(65), "a".repeat(64) + "\",\"max_tokens\":\"17"}) {
      String body = "{\"model\":\"echo\",\"prompt\":\"" + prompt.replace(":\"17", ":17") + "\"}";
      HttpResponse<String> answer = post(server, COMPLETIONS, body.replace(":17\"", ":17"));
      assertThat(answer.statusCode()).as(answer.body()).isEqualTo(400);
      assertThat(error(answer).path("code").asText()).isEqualTo("context_length_exceeded");
    }
  }
}
