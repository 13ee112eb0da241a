package dev.millrace.server.kafka;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;

/** The partitions of the topics that a generator finds at its start. */
public final class Partitions {
  private static final Duration DEADLINE = Duration.ofSeconds(30);

  private Partitions() {}

  /** Returns all partitions of a topic, which must exist. */
  static List<TopicPartition> of(Consumer<?, ?> consumer, String topic) {
    List<PartitionInfo> found = consumer.partitionsFor(topic, DEADLINE);
    if (found == null || found.isEmpty()) {
      throw new IllegalStateException("topic " + topic + " does not exist");
    }
    List<TopicPartition> partitions = new ArrayList<>();
    for (int i = 0; i < found.size(); i++) {
      partitions.add(new TopicPartition(topic, i));
    }
    return partitions;
  }

  /** Returns the partitions of a topic that must have one a shard. */
  static List<TopicPartition> ofShards(Consumer<?, ?> consumer, String topic, int shards) {
    List<TopicPartition> partitions = of(consumer, topic);
    if (partitions.size() != shards) {
      throw new IllegalStateException(
          "topic " + topic + " has " + partitions.size() + " partitions, the pipeline " + shards);
    }
    return partitions;
  }

  /** Returns the next offset of each shard's partition of a topic: [S]. */
  public static long[] endOffsets(Consumer<?, ?> consumer, String topic, int shards) {
    List<TopicPartition> partitions = ofShards(consumer, topic, shards);
    Map<TopicPartition, Long> ends = consumer.endOffsets(partitions, DEADLINE);
    long[] offsets = new long[shards];
    for (TopicPartition partition : partitions) {
      offsets[partition.partition()] = ends.getOrDefault(partition, 0L);
    }
    return offsets;
  }
}
