package dev.millrace.ops.intake;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.ops.ledger.TopicReader;
import dev.millrace.schemas.Response;
import dev.millrace.schemas.ResponseGroup;
import dev.millrace.schemas.avro.PromptCodec;
import dev.millrace.schemas.avro.ResponseGroupCodec;
import dev.millrace.schemas.topics.Topics;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The groups of a pipeline beside the prompts that they answer.
 *
 * @param prompts ids of the prompts of each shard, in the order of the log
 * @param groups groups of each shard by their id, in the order of the log, with their copies
 */
record SampledGroups(
    Map<Integer, List<String>> prompts, Map<Integer, Map<String, List<ResponseGroup>>> groups) {
  /** Rows of another batch are padded otherwise, which changes how sums are rounded. */
  private static final float ROUNDING = 1e-4f;

  static SampledGroups read(TopicReader reader, Topics topics) {
    Map<Integer, List<String>> prompts = new TreeMap<>();
    reader.read(
        topics.prompts(),
        record ->
            prompts
                .computeIfAbsent(record.partition(), shard -> new ArrayList<>())
                .add(TopicReader.decoded(record, PromptCodec::decode).promptId()));
    Map<Integer, Map<String, List<ResponseGroup>>> groups = new TreeMap<>();
    reader.read(
        topics.groups(),
        record -> {
          ResponseGroup group = TopicReader.decoded(record, ResponseGroupCodec::decode);
          groups
              .computeIfAbsent(record.partition(), shard -> new LinkedHashMap<>())
              .computeIfAbsent(group.groupId(), id -> new ArrayList<>())
              .add(group);
        });
    return new SampledGroups(prompts, groups);
  }

  /** Records of the groups topic whose group id was there before. */
  int copies() {
    return groups.values().stream()
        .flatMap(shard -> shard.values().stream())
        .mapToInt(copies -> copies.size() - 1)
        .sum();
  }

  /** The prompts of each shard have one group id each, up to the last that has one. */
  void assertPromptsInOrder() {
    assertThat(groups.keySet()).isEqualTo(prompts.keySet());
    groups.forEach(
        (shard, ids) -> {
          List<String> answered =
              ids.values().stream().map(copies -> copies.get(0).prompt().promptId()).toList();
          assertThat(answered).isEqualTo(prompts.get(shard).subList(0, answered.size()));
        });
  }

  /** Copies of a group answer the same prompt, and say the same where the same weights did. */
  void assertCopiesAgree() {
    for (Map<String, List<ResponseGroup>> shard : groups.values()) {
      for (List<ResponseGroup> copies : shard.values()) {
        ResponseGroup first = copies.get(0);
        for (ResponseGroup copy : copies.subList(1, copies.size())) {
          assertThat(copy.prompt().promptId()).isEqualTo(first.prompt().promptId());
          assertAgree(first, copy);
        }
      }
    }
  }

  private static void assertAgree(ResponseGroup first, ResponseGroup copy) {
    assertThat(copy.responses()).hasSameSizeAs(first.responses());
    for (int i = 0; i < first.responses().size(); i++) {
      Response one = first.responses().get(i);
      Response other = copy.responses().get(i);
      if (one.spans().equals(other.spans())) {
        assertThat(other.tokens()).as("tokens of %s", one.responseId()).isEqualTo(one.tokens());
        for (int t = 0; t < one.tokens().length; t++) {
          assertThat(Math.abs(other.behaviourLogProbs()[t] - one.behaviourLogProbs()[t]))
              .as("log-prob %d of %s", t, one.responseId())
              .isLessThan(ROUNDING);
        }
      }
    }
  }
}
