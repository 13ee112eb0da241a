package dev.millrace.job.ingest;

import dev.millrace.job.settings.InvalidOptionException;
import dev.millrace.job.settings.StreamSettings;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.ListOffsetsResult.ListOffsetsResultInfo;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartition;

/** The topic whose partitions are the shards: another number of them is another pipeline. */
public final class GroupsTopic {
  private static final long DEADLINE_SECONDS = 15;

  private GroupsTopic() {}

  /**
   * Refuses a groups topic that is not there or has not S partitions. Waits at most 15 s for each
   * answer of the broker.
   */
  public static void check(StreamSettings stream) {
    LogExtent extent = extent(stream);
    if (extent.partitions() != stream.shards()) {
      throw new InvalidOptionException(
          "millrace.shards is "
              + stream.shards()
              + ", but topic "
              + extent.topic()
              + " has "
              + extent.partitions()
              + " partitions");
    }
  }

  /** What the groups topic has at present. Waits at most 15 s for each answer of the broker. */
  public static LogExtent extent(StreamSettings stream) {
    return extent(stream, stream.groupsTopic());
  }

  /** What a topic has at present. Waits at most 15 s for each answer of the broker. */
  public static LogExtent extent(StreamSettings stream, String topic) {
    String what = "topic " + topic + " at " + stream.bootstrap();
    Properties properties = stream.clientProperties();
    properties.setProperty(AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG, stream.bootstrap());
    try (Admin admin = Admin.create(properties)) {
      Map<String, TopicDescription> found =
          answer(admin.describeTopics(List.of(topic)).allTopicNames(), what);
      TopicDescription description = found.values().iterator().next();
      int partitions = description.partitions().size();
      return new LogExtent(
          topic,
          description.topicId().toString(),
          offsets(admin, topic, partitions, OffsetSpec.earliest(), what),
          offsets(admin, topic, partitions, OffsetSpec.latest(), what));
    }
  }

  private static long[] offsets(
      Admin admin, String topic, int partitions, OffsetSpec which, String what) {
    Map<TopicPartition, OffsetSpec> wanted = new HashMap<>();
    for (int partition = 0; partition < partitions; partition++) {
      wanted.put(new TopicPartition(topic, partition), which);
    }
    long[] offsets = new long[partitions];
    Map<TopicPartition, ListOffsetsResultInfo> found =
        answer(admin.listOffsets(wanted).all(), what);
    found.forEach((partition, info) -> offsets[partition.partition()] = info.offset());
    return offsets;
  }

  private static <A> A answer(KafkaFuture<A> question, String what) {
    try {
      return question.get(DEADLINE_SECONDS, TimeUnit.SECONDS);
    } catch (ExecutionException e) {
      throw new IllegalStateException(what + ": " + e.getCause(), e);
    } catch (TimeoutException e) {
      throw new IllegalStateException(
          what + ": no answer of the broker within " + DEADLINE_SECONDS + " s", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(what + ": interrupted", e);
    }
  }
}
