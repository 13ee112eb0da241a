package dev.millrace.job;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.streaming.api.graph.StreamNode;
import org.junit.jupiter.api.Test;

class OperatorIdentityTest {
  private static List<StreamNode> operators() {
    return operators("0");
  }

  private static List<StreamNode> operators(String feedbackTimeout) {
    StreamExecutionEnvironment env = StreamExecutionEnvironment.getExecutionEnvironment();
    TrainingJob.build(
        env,
        JobSettingsTest.settings(
            "millrace.parallelism", "2", "millrace.feedback.timeout", feedbackTimeout));
    return List.copyOf(env.getStreamGraph().getStreamNodes());
  }

  @Test
  void uidsAndNamesAreThoseOfTheGoldenFile() throws IOException {
    assertGolden("/operator-identity.golden", lines(operators()));
  }

  @Test
  void jobThatTakesFeedbackHasTheSameOperatorsAndItsOwn() throws IOException {
    Set<String> more = lines(operators("1 h"));
    assertThat(more).containsAll(lines(operators()));
    more.removeAll(lines(operators()));
    assertGolden("/operator-identity-feedback.golden", more);
  }

  private static Set<String> lines(List<StreamNode> nodes) {
    Set<String> lines = new TreeSet<>();
    for (StreamNode node : nodes) {
      lines.add(node.getTransformationUID() + " | " + node.getOperatorName());
    }
    return lines;
  }

  private void assertGolden(String file, Set<String> lines) throws IOException {
    try (var golden = getClass().getResourceAsStream(file)) {
      assertThat(golden).as(file + " on the class path").isNotNull();
      String expected = new String(golden.readAllBytes(), StandardCharsets.UTF_8);
      assertThat(String.join("\n", lines) + "\n")
          .as("a changed uid loses the state of every savepoint")
          .isEqualTo(expected);
    }
  }

  @Test
  void namesAreLegalInMetricPaths() {
    assertThat(operators("1 h"))
        .allSatisfy(
            node ->
                assertThat(
                        node.getOperatorName().replaceFirst("^Source: |: (Writer|Committer)$", ""))
                    .matches("[a-z-]+"));
  }
}
