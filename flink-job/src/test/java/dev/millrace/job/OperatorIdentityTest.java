package dev.millrace.job;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.TreeSet;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.streaming.api.graph.StreamNode;
import org.junit.jupiter.api.Test;

class OperatorIdentityTest {
  private static List<StreamNode> operators() {
    StreamExecutionEnvironment env = StreamExecutionEnvironment.getExecutionEnvironment();
    TrainingJob.build(env, JobSettingsTest.settings("millrace.parallelism", "2"));
    return List.copyOf(env.getStreamGraph().getStreamNodes());
  }

  @Test
  void uidsAndNamesAreThoseOfTheGoldenFile() throws IOException {
    TreeSet<String> lines = new TreeSet<>();
    for (StreamNode node : operators()) {
      lines.add(node.getTransformationUID() + " | " + node.getOperatorName());
    }
    try (var golden = getClass().getResourceAsStream("/operator-identity.golden")) {
      assertThat(golden).as("operator-identity.golden on the class path").isNotNull();
      String expected = new String(golden.readAllBytes(), StandardCharsets.UTF_8);
      assertThat(String.join("\n", lines) + "\n")
          .as("a changed uid loses the state of every savepoint")
          .isEqualTo(expected);
    }
  }

  @Test
  void namesAreLegalInMetricPaths() {
    assertThat(operators())
        .allSatisfy(
            node ->
                assertThat(
                        node.getOperatorName().replaceFirst("^Source: |: (Writer|Committer)$", ""))
                    .matches("[a-z-]+"));
  }
}
