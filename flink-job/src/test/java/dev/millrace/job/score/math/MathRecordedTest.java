package dev.millrace.job.score.math;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.millrace.job.score.RecordedAnswers;
import java.io.IOException;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The verifier of mathematics against judgements and pairs of others. */
class MathRecordedTest {
  @Test
  void recordedResponsesAreJudgedAsRecorded() throws IOException {
    RecordedAnswers.Agreement agreement =
        RecordedAnswers.judge(
            new MathVerifier(),
            RecordedAnswers.read(
                "math/recorded_responses_qwen25math_100x8.jsonl",
                tree ->
                    IntStream.range(0, tree.path("code").size())
                        .mapToObj(
                            i ->
                                new RecordedAnswers.Row(
                                    tree.path("gt").asText(),
                                    tree.path("code").path(i).asText(),
                                    tree.path("score").path(i).booleanValue()))));
    assertThat(agreement.share()).as("%s", agreement).isGreaterThanOrEqualTo(0.995);
  }

  @Test
  void restyledAnswersAreRightAndMismatchedOnesWrong() throws IOException {
    RecordedAnswers.Agreement agreement = pairs("math/equivalence_math500.jsonl");
    assertThat(agreement.accepted()).isEmpty();
    assertThat(agreement.share()).as("%s", agreement).isGreaterThanOrEqualTo(0.99);
  }

  @Test
  void casesOfAnotherVerifierAreJudgedAlike() throws IOException {
    RecordedAnswers.Agreement agreement = pairs("math/equivalence_cases.jsonl");
    assertThat(agreement.accepted()).isEmpty();
    // The rest is listed with its policy in docs/verifiers.md.
    assertThat(agreement.refused()).as("%s", agreement).hasSizeLessThanOrEqualTo(3);
  }

  private static RecordedAnswers.Agreement pairs(String file) throws IOException {
    return RecordedAnswers.judge(
        new MathVerifier(), RecordedAnswers.read(file, tree -> Stream.of(row(tree))));
  }

  private static RecordedAnswers.Row row(JsonNode tree) {
    return new RecordedAnswers.Row(
        tree.path("reference").asText(),
        tree.path("answer").asText(),
        tree.path("expected").booleanValue());
  }
}
