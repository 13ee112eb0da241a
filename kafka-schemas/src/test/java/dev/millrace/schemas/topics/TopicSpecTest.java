package dev.millrace.schemas.topics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TopicSpecTest {
  private static final Map<String, TopicSpec> SPECS =
      TopicSpec.ofPipeline(new Topics("demo"), 4).stream()
          .collect(Collectors.toMap(TopicSpec::name, Function.identity()));

  @Test
  void aPipelineHasItsNineTopics() {
    assertThat(SPECS.keySet())
        .containsExactlyInAnyOrder(
            "millrace.demo.prompts.v1",
            "millrace.demo.groups.v1",
            "millrace.demo.pending.v1",
            "millrace.demo.feedback.v1",
            "millrace.demo.feedback-late.v1",
            "millrace.demo.weights.v1",
            "millrace.demo.ledger.v1",
            "millrace.demo.dropped.v1",
            "millrace.demo.groups.v1.dlq");
  }

  @Test
  void promptsAndGroupsAndPendingGroupsHaveOnePartitionAShardAndTheRestOne() {
    assertThat(SPECS.values().stream().filter(spec -> spec.partitions() == 4))
        .extracting(TopicSpec::name)
        .containsExactlyInAnyOrder(
            "millrace.demo.prompts.v1", "millrace.demo.groups.v1", "millrace.demo.pending.v1");
    assertThat(SPECS.values().stream().filter(spec -> spec.partitions() == 1)).hasSize(6);
  }

  @Test
  void onlyWeightsAreCompacted() {
    assertThat(
            SPECS.values().stream()
                .filter(s -> !s.configs().get("cleanup.policy").equals("delete")))
        .extracting(TopicSpec::name)
        .containsExactly("millrace.demo.weights.v1");
  }

  @Test
  void theBrokerTakesTheLargestRecordOfEveryTopic() {
    for (TopicSpec spec : SPECS.values()) {
      assertThat(Integer.parseInt(spec.configs().get("max.message.bytes")))
          .isLessThanOrEqualTo(KafkaSizes.BROKER_MESSAGE_MAX_BYTES);
    }
    assertThat(SPECS.get("millrace.demo.groups.v1").configs())
        .containsEntry("max.message.bytes", "16777216");
  }

  @Test
  void aRecordOfTheGroupsTopicFitsIntoADeadLetter() {
    assertThat(Integer.parseInt(configs("millrace.demo.groups.v1.dlq").get("max.message.bytes")))
        .isGreaterThanOrEqualTo(
            Integer.parseInt(configs("millrace.demo.groups.v1").get("max.message.bytes"))
                + (1 << 20));
  }

  private static Map<String, String> configs(String topic) {
    return SPECS.get(topic).configs();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "Demo", "a_b", "a.b", "-a", "a-", "a b"})
  void aPipelineNameThatKafkaOrKubernetesWouldNotTakeIsRefused(String name) {
    assertThatThrownBy(() -> new Topics(name))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("\"" + name + "\"");
  }
}
