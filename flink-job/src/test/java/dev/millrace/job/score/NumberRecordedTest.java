package dev.millrace.job.score;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The verifier of numbers against the judgements that came with GSM8K responses of four models. */
class NumberRecordedTest {
  @Test
  void recordedResponsesAreJudgedAsRecorded() throws IOException {
    RecordedAnswers.Agreement agreement =
        RecordedAnswers.judge(
            new NumberVerifier(),
            RecordedAnswers.read(
                "gsm8k/recorded_responses.jsonl",
                tree ->
                    Stream.of(
                            "6b_finetuning",
                            "6b_verification",
                            "175b_finetuning",
                            "175b_verification")
                        .map(tree::path)
                        .filter(model -> model.path("is_correct").isBoolean())
                        .map(model -> row(tree, model))));
    assertThat(agreement.share()).as("%s", agreement).isGreaterThanOrEqualTo(0.995);
  }

  private static RecordedAnswers.Row row(JsonNode tree, JsonNode model) {
    return new RecordedAnswers.Row(
        tree.path("ground_truth").asText(),
        model.path("solution").asText(),
        model.path("is_correct").booleanValue());
  }
}
