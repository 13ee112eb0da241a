package dev.millrace.ops.feed;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.ListOffsetsResult.ListOffsetsResultInfo;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.GroupIdNotFoundException;
import org.apache.kafka.common.errors.RetriableException;

/** How far the shards of the prompts topic are written and answered, as Kafka knows it. */
final class ShardOffsets implements AutoCloseable {

  private static final Duration DEADLINE = Duration.ofSeconds(10);
  private static final Duration CLOSE_DEADLINE = Duration.ofSeconds(2);

  private final PromptFeedSettings settings;
  private final Admin admin;

  ShardOffsets(PromptFeedSettings settings) {
    this.settings = settings;
    this.admin =
        Admin.create(Map.of(AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG, settings.bootstrap()));
  }

  /** Number of prompts that were ever written to each shard, [S]. */
  long[] written() throws InterruptedException {
    Map<TopicPartition, ListOffsetsResultInfo> ends =
        within(
            admin
                .listOffsets(
                    IntStream.range(0, settings.shards())
                        .mapToObj(this::partition)
                        .collect(Collectors.toMap(p -> p, p -> OffsetSpec.latest())))
                .all(),
            "the ends of " + settings.promptsTopic());
    return IntStream.range(0, settings.shards()).mapToLong(shard -> endOf(ends, shard)).toArray();
  }

  private long endOf(Map<TopicPartition, ListOffsetsResultInfo> ends, int shard) {
    ListOffsetsResultInfo end = ends.get(partition(shard));
    if (end == null) {
      throw new IllegalStateException(partition(shard) + " has no end offset");
    }
    return end.offset();
  }

  /** Number of prompts of each shard that were answered, [S]; 0 before the first commit. */
  long[] answered() throws InterruptedException {
    Map<TopicPartition, OffsetAndMetadata> committed;
    try {
      committed =
          within(
              admin
                  .listConsumerGroupOffsets(settings.consumerGroup())
                  .partitionsToOffsetAndMetadata(),
              "the offsets of group " + settings.consumerGroup());
    } catch (GroupIdNotFoundException e) {
      committed = Map.of();
    }
    long[] answered = new long[settings.shards()];
    for (int shard = 0; shard < answered.length; shard++) {
      OffsetAndMetadata offset = committed.get(partition(shard));
      answered[shard] = offset == null ? 0 : offset.offset();
    }
    return answered;
  }

  private TopicPartition partition(int shard) {
    return new TopicPartition(settings.promptsTopic(), shard);
  }

  private static <T> T within(KafkaFuture<T> future, String what) throws InterruptedException {
    try {
      return future.get(DEADLINE.toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException e) {
      throw new SilentBrokerException(what + ": no answer of the broker within " + DEADLINE, e);
    } catch (ExecutionException e) {
      if (e.getCause() instanceof GroupIdNotFoundException absent) {
        throw absent;
      }
      if (e.getCause() instanceof RetriableException) {
        throw new SilentBrokerException(what + ": " + e.getCause().getMessage(), e);
      }
      throw new IllegalStateException("cannot read " + what + ": " + e.getCause(), e);
    }
  }

  @Override
  public void close() {
    admin.close(CLOSE_DEADLINE);
  }
}
