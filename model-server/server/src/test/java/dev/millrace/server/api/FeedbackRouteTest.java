package dev.millrace.server.api;

import static dev.millrace.server.api.Requests.error;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.millrace.schemas.Feedback;
import dev.millrace.schemas.avro.FeedbackCodec;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What clients say of answers, and what its topic gets of it. */
class FeedbackRouteTest {
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

  private HttpResponse<String> feedback(int key, String id, String value, String more)
      throws Exception {
    return server.post(
        key,
        "/v1/feedback",
        "{\"inference_id\":\"%s\",\"metric_name\":\"thumbs\",\"value\":%s%s}"
            .formatted(id, value, more));
  }

  private static String status(HttpResponse<String> answer) throws Exception {
    JsonNode body = new ObjectMapper().readTree(answer.body());
    return answer.statusCode() + " " + body.path("status").asText();
  }

  @Test
  void feedbackComesToItsTopicUnderTheIdOfItsResponse() throws Exception {
    String id = server.ask("\"n\":2," + JUDGED);
    assertThat(status(feedback(0, id, "true", ""))).isEqualTo("200 accepted");
    assertThat(
            status(feedback(0, id + "/1", "-0.5", ",\"tags\":{\"from\":\"ada@mail.example.org\"}")))
        .isEqualTo("200 accepted");
    assertThat(status(feedback(0, id, "true", ""))).isEqualTo("200 accepted");
    assertThat(status(feedback(0, id, "true", ",\"dryrun\":true"))).isEqualTo("200 checked");
    server.awaitEnds(1);
    List<Feedback> written = new ArrayList<>();
    for (ProducerRecord<byte[], byte[]> record : server.records(TrainedServer.TOPICS.feedback())) {
      assertThat(record.partition()).isZero();
      written.add(FeedbackCodec.decode(record.value()));
    }
    assertThat(written.stream().map(Feedback::responseId))
        .containsExactly(id + "/0", id + "/1", id + "/0");
    assertThat(written.stream().map(each -> each.vote().value())).containsExactly(1.0, -0.5, 1.0);
    assertThat(written)
        .allSatisfy(each -> assertThat(each.vote().source()).isEqualTo("app"))
        .allSatisfy(each -> assertThat(each.vote().metric()).isEqualTo("thumbs"));
    assertThat(written.get(1).tags()).isEqualTo(Map.of("from", "[email]"));
  }

  @Test
  void onlyTheKeyThatAskedAndAnAdministratorMayJudgeAnAnswer() throws Exception {
    String id = server.ask(JUDGED);
    assertThat(feedback(1, id, "true", "").statusCode()).isEqualTo(404);
    assertThat(feedback(0, id.replace("cmpl-", "chatcmpl-"), "true", "").statusCode())
        .isEqualTo(404);
    assertThat(feedback(0, id + "/1", "true", "").statusCode()).isEqualTo(404);
    assertThat(error(feedback(0, "cmpl-1", "true", "")).path("param").asText())
        .isEqualTo("inference_id");
    assertThat(status(feedback(2, id, "false", ""))).isEqualTo("200 accepted");
  }

  @Test
  void feedbackThatIsLateOrOfNoUseIsSaidToBe() throws Exception {
    String kept = server.ask("\"store\":false," + JUDGED);
    assertThat(status(feedback(0, kept, "true", ""))).isEqualTo("202 not_kept");
    String old = server.ask(JUDGED);
    server.advance(Duration.ofHours(1).plusSeconds(1));
    assertThat(status(feedback(0, old, "true", ""))).isEqualTo("202 expired");
    assertThat(server.records(TrainedServer.TOPICS.feedback())).isEmpty();
  }

  @Test
  void feedbackThatSaysNothingIsRefusedByItsField() throws Exception {
    String id = server.ask(JUDGED);
    for (Map.Entry<String, String> wrong :
        Map.of(
                "{\"metric_name\":\"m\",\"value\":1}", "inference_id",
                "{\"inference_id\":\"ID\",\"metric_name\":\"a b\",\"value\":1}", "metric_name",
                "{\"inference_id\":\"ID\",\"metric_name\":\"m\",\"value\":\"good\"}", "value",
                "{\"inference_id\":\"ID\",\"metric_name\":\"m\",\"value\":1e300}", "value",
                "{\"inference_id\":\"ID\",\"metric_name\":\"m\",\"value\":1,\"tags\":[]}", "tags",
                "{\"inference_id\":\"ID\",\"metric_name\":\"m\",\"value\":1,\"vote\":2}", "vote")
            .entrySet()) {
      HttpResponse<String> answer =
          server.post(0, "/v1/feedback", wrong.getKey().replace("ID", id));
      assertThat(answer.statusCode()).as(wrong.getKey()).isEqualTo(400);
      assertThat(error(answer).path("param").asText()).isEqualTo(wrong.getValue());
    }
  }
}
