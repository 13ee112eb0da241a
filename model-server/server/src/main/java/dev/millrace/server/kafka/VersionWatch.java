package dev.millrace.server.kafka;

import dev.millrace.schemas.DroppedGroup;
import dev.millrace.schemas.avro.DroppedGroupCodec;
import dev.millrace.schemas.avro.MalformedRecordException;
import dev.millrace.schemas.avro.WeightVersionCodec;
import dev.millrace.server.admission.Admission;
import dev.millrace.server.admission.Bell;
import dev.millrace.server.weights.VersionFollower;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.WakeupException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What comes back from the job: weight versions, and notices of dropped groups. One thread holds a
 * long fetch open for both, so that a version is known as soon as the broker has it.
 */
public final class VersionWatch {
  private static final Logger LOG = LoggerFactory.getLogger(VersionWatch.class);
  private static final Duration POLL = Duration.ofSeconds(1);
  private static final Duration DEADLINE = Duration.ofSeconds(30);

  /**
   * Notices that are read at the start. Only those of records that no step has taken count, and
   * they are among the latest; the topic may hold a week of others.
   */
  private static final long NOTICES_READ_AT_START = 1_000_000;

  private final Consumer<byte[], byte[]> consumer;
  private final String weightsTopic;
  private final String droppedTopic;
  private final int shards;
  private final VersionFollower versions;
  private final Admission admission;
  private final Bell bell;
  private final BrokerPulse pulse;
  private volatile boolean closing;

  public VersionWatch(
      Consumer<byte[], byte[]> consumer,
      String weightsTopic,
      String droppedTopic,
      int shards,
      VersionFollower versions,
      Admission admission,
      Bell bell) {
    this.consumer = consumer;
    this.weightsTopic = weightsTopic;
    this.droppedTopic = droppedTopic;
    this.shards = shards;
    this.versions = versions;
    this.admission = admission;
    this.bell = bell;
    this.pulse = new BrokerPulse(consumer::metrics, System::nanoTime);
  }

  /** Reads the versions published so far, so that the first group is sampled by the newest. */
  public void catchUp() {
    List<TopicPartition> weights = Partitions.of(consumer, weightsTopic);
    List<TopicPartition> all = new ArrayList<>(weights);
    all.addAll(Partitions.of(consumer, droppedTopic));
    consumer.assign(all);
    Map<TopicPartition, Long> begins = consumer.beginningOffsets(all, DEADLINE);
    Map<TopicPartition, Long> ends = consumer.endOffsets(all, DEADLINE);
    for (TopicPartition partition : all) {
      long begin = begins.getOrDefault(partition, 0L);
      long latest = ends.getOrDefault(partition, 0L) - NOTICES_READ_AT_START;
      consumer.seek(partition, weights.contains(partition) ? begin : Math.max(begin, latest));
    }
    long deadline = System.nanoTime() + DEADLINE.toNanos();
    for (TopicPartition partition : weights) {
      while (consumer.position(partition, DEADLINE) < ends.getOrDefault(partition, 0L)) {
        if (System.nanoTime() - deadline > 0) {
          throw new IllegalStateException(
              partition + " was not read to offset " + ends.get(partition) + " within " + DEADLINE);
        }
        turn();
      }
    }
  }

  /** Reads until {@link #stop}. */
  public void run() {
    try {
      while (!closing) {
        turn();
      }
    } catch (WakeupException e) {
      if (!closing) {
        throw e;
      }
    }
  }

  void turn() {
    for (ConsumerRecord<byte[], byte[]> record : consumer.poll(POLL)) {
      take(record);
    }
    pulse.feel();
  }

  /** Whether the broker has not been heard of for a while; callable from any thread. */
  public boolean isBrokerSilent() {
    return pulse.isSilent();
  }

  private void take(ConsumerRecord<byte[], byte[]> record) {
    if (record.value() == null) {
      return; // a tombstone of the compacted topic
    }
    try {
      if (record.topic().equals(weightsTopic)) {
        if (versions.announce(WeightVersionCodec.decode(record.value()))) {
          bell.ring();
        }
      } else {
        take(record, DroppedGroupCodec.decode(record.value()));
      }
    } catch (MalformedRecordException e) {
      ignore(record, String.valueOf(e.getMessage()));
    }
  }

  private void take(ConsumerRecord<byte[], byte[]> record, DroppedGroup notice) {
    if (notice.partition() < 0 || notice.partition() >= shards) {
      ignore(record, "the groups topic has no partition " + notice.partition());
    } else {
      admission.dropped(notice.partition(), notice.offset());
    }
  }

  private static void ignore(ConsumerRecord<byte[], byte[]> record, String why) {
    LOG.warn(
        "record {}-{} at offset {} ignored: {}",
        record.topic(),
        record.partition(),
        record.offset(),
        why);
  }

  /** Ends {@link #run}; callable from any thread. */
  public void stop() {
    closing = true;
    consumer.wakeup();
  }
}
