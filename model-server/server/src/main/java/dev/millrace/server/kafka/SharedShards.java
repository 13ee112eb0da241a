package dev.millrace.server.kafka;

import dev.millrace.server.admission.Admission;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRebalanceListener;
import org.apache.kafka.common.TopicPartition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The shards that a generator is given of those of its pipeline, and gives back as others come and
 * go. What it was still sampling of a shard that it has given back is written twice, under the same
 * group id, and dropped once.
 */
final class SharedShards implements ConsumerRebalanceListener {
  /** Commits how far some shards have come. */
  interface Commit {
    void of(Collection<TopicPartition> shards);
  }

  private static final Logger LOG = LoggerFactory.getLogger(SharedShards.class);
  private static final Duration DEADLINE = Duration.ofSeconds(30);

  private final Consumer<byte[], byte[]> consumer;
  private final String groups;
  private final Admission admission;
  private final Commit commit;

  /**
   * @param groups the groups topic
   * @param commit commits shards that are about to be given back
   */
  SharedShards(
      Consumer<byte[], byte[]> consumer, String groups, Admission admission, Commit commit) {
    this.consumer = consumer;
    this.groups = groups;
    this.admission = admission;
    this.commit = commit;
  }

  @Override
  public void onPartitionsAssigned(Collection<TopicPartition> shards) {
    List<TopicPartition> written =
        shards.stream().map(shard -> new TopicPartition(groups, shard.partition())).toList();
    Map<TopicPartition, Long> ends = consumer.endOffsets(written, DEADLINE);
    for (TopicPartition partition : written) {
      admission.enter(partition.partition(), ends.getOrDefault(partition, 0L));
    }
    LOG.info("shards given: {}", shards);
  }

  @Override
  public void onPartitionsRevoked(Collection<TopicPartition> shards) {
    commit.of(shards);
    onPartitionsLost(shards);
  }

  @Override
  public void onPartitionsLost(Collection<TopicPartition> shards) {
    shards.forEach(shard -> admission.leave(shard.partition()));
    LOG.info("shards given back: {}", shards);
  }
}
