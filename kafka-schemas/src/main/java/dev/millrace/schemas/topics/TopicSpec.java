package dev.millrace.schemas.topics;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * One topic as it must be created; topics are never created by use.
 *
 * @param name full name
 * @param partitions partitions; those of prompts and groups are fixed for the life of a pipeline
 * @param configs topic settings by Kafka's names
 */
public record TopicSpec(String name, int partitions, Map<String, String> configs) {
  private static final long DAY_MILLIS = 24L * 60 * 60 * 1000;
  private static final long GROUPS_BYTES_A_PARTITION = 64L << 30;
  private static final long LARGEST_SEGMENT = 1L << 30;
  private static final int SEGMENTS = 8;

  public TopicSpec {
    if (partitions < 1) {
      throw new IllegalArgumentException(
          "topic " + name + " needs at least 1 partition, got " + partitions);
    }
    configs = Map.copyOf(configs);
  }

  /**
   * Returns every topic of a pipeline.
   *
   * @param shards S, the number of partitions of the prompts, the groups and the pending topic
   */
  public static List<TopicSpec> ofPipeline(Topics topics, int shards) {
    return List.of(
        log(topics.prompts(), shards, 7, KafkaSizes.PROMPT_BYTES, Map.of()),
        log(
            topics.groups(),
            shards,
            30,
            KafkaSizes.GROUPS_TOPIC_BYTES,
            Map.of("retention.bytes", Long.toString(GROUPS_BYTES_A_PARTITION))),
        log(
            topics.pending(),
            shards,
            7,
            KafkaSizes.GROUPS_TOPIC_BYTES,
            Map.of("retention.bytes", Long.toString(GROUPS_BYTES_A_PARTITION))),
        log(topics.feedback(), 1, 30, KafkaSizes.NOTICE_BYTES, Map.of()),
        log(topics.lateFeedback(), 1, 30, KafkaSizes.DEAD_LETTER_BYTES, Map.of()),
        compacted(topics.weights(), KafkaSizes.NOTICE_BYTES),
        log(topics.ledger(), 1, 30, KafkaSizes.LEDGER_BYTES, Map.of()),
        log(topics.dropped(), 1, 7, KafkaSizes.NOTICE_BYTES, Map.of()),
        log(topics.deadLetters(), 1, 30, KafkaSizes.DEAD_LETTER_BYTES, Map.of()));
  }

  /**
   * The same topic, held to about so many bytes, oldest records deleted first. Only closed segments
   * are deleted, so they are made small.
   *
   * @param bytes of all partitions together
   */
  public TopicSpec heldTo(long bytes) {
    Map<String, String> held = new HashMap<>(configs);
    long partition = bytes / partitions;
    long message = Long.parseLong(configs.getOrDefault("max.message.bytes", "1048588"));
    long segment = Math.max(message, Math.min(partition / SEGMENTS, LARGEST_SEGMENT));
    held.put("retention.bytes", Long.toString(partition));
    held.put("segment.bytes", Long.toString(segment));
    return new TopicSpec(name, partitions, held);
  }

  private static TopicSpec log(
      String name, int partitions, int days, int maxBytes, Map<String, String> more) {
    Map<String, String> configs = settings("delete", maxBytes);
    configs.put("retention.ms", Long.toString(days * DAY_MILLIS));
    configs.putAll(more);
    return new TopicSpec(name, partitions, configs);
  }

  private static TopicSpec compacted(String name, int maxBytes) {
    Map<String, String> configs = settings("compact", maxBytes);
    // Only closed segments are compacted; a reader that starts late should not read a day of them.
    configs.put("segment.ms", Long.toString(DAY_MILLIS / 24));
    configs.put("min.cleanable.dirty.ratio", "0.1");
    return new TopicSpec(name, 1, configs);
  }

  private static Map<String, String> settings(String cleanup, int maxBytes) {
    Map<String, String> configs = new HashMap<>();
    configs.put("cleanup.policy", cleanup);
    configs.put("max.message.bytes", Integer.toString(maxBytes));
    configs.put("compression.type", "producer");
    return configs;
  }
}
