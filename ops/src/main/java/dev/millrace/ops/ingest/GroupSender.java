package dev.millrace.ops.ingest;

import dev.millrace.ops.UserError;
import dev.millrace.schemas.ResponseGroup;
import dev.millrace.schemas.avro.ResponseGroupCodec;
import dev.millrace.schemas.topics.KafkaSizes;
import dev.millrace.schemas.topics.Shards;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;

/**
 * Groups on their way to the groups topic: keyed by prompt id, in the partition of their prompt.
 * The first failure is the last: whoever sends the file again sends the same groups.
 */
final class GroupSender implements AutoCloseable {
  /** Room for what Kafka adds to a record: batch header, lengths, offsets. */
  private static final int OVERHEAD_BYTES = 1024;

  private final KafkaProducer<byte[], byte[]> producer;
  private final String topic;
  private final int shards;
  private final AtomicReference<@Nullable UserError> failure = new AtomicReference<>();
  private final AtomicLong written = new AtomicLong();

  /**
   * @param shards partitions of the topic
   * @param deadline of each group, from its sending to the broker's word that it has it
   */
  GroupSender(
      String bootstrap,
      Map<String, String> clientProperties,
      String topic,
      int shards,
      Duration deadline) {
    this.topic = topic;
    this.shards = shards;
    Map<String, Object> properties = new HashMap<>(clientProperties);
    int millis = (int) deadline.toMillis();
    properties.put(ProducerConfig.BOOTSTRAP_SERVERS_CONFIG, bootstrap);
    properties.put(ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, true);
    properties.put(ProducerConfig.MAX_REQUEST_SIZE_CONFIG, KafkaSizes.PRODUCER_MAX_REQUEST_SIZE);
    properties.put(ProducerConfig.LINGER_MS_CONFIG, 5);
    properties.put(ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, millis);
    properties.put(ProducerConfig.MAX_BLOCK_MS_CONFIG, (long) millis);
    properties.put(ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG, Math.min(30_000, millis / 2));
    try {
      this.producer =
          new KafkaProducer<>(properties, new ByteArraySerializer(), new ByteArraySerializer());
    } catch (KafkaException e) {
      Throwable cause = e.getCause() == null ? e : e.getCause();
      throw new UserError("--bootstrap " + bootstrap + ": " + cause.getMessage(), e);
    }
  }

  /** Refuses a group that the topic would not take. */
  static void requireFits(String where, ResponseGroup group) {
    int key = group.prompt().promptId().getBytes(StandardCharsets.UTF_8).length;
    int bytes = key + ResponseGroupCodec.encode(group).length + OVERHEAD_BYTES;
    if (bytes > KafkaSizes.GROUP_BYTES) {
      throw new UserError(
          where + ": " + bytes + " bytes, a group may have " + KafkaSizes.GROUP_BYTES);
    }
  }

  /**
   * Sends a group; waits only while the client has no room for it.
   *
   * @throws UserError when this or an earlier one could not be written
   */
  void send(String where, ResponseGroup group) {
    requireNoFailure();
    byte[] key = group.prompt().promptId().getBytes(StandardCharsets.UTF_8);
    ProducerRecord<byte[], byte[]> record =
        new ProducerRecord<>(
            topic,
            Shards.of(group.prompt().promptId(), shards),
            key,
            ResponseGroupCodec.encode(group));
    try {
      var unused = // the callback hears of every failure
          producer.send(
              record,
              (metadata, problem) -> {
                if (problem == null) {
                  written.incrementAndGet();
                } else {
                  failure.compareAndSet(null, refused(where, problem));
                }
              });
    } catch (KafkaException e) {
      throw refused(where, e);
    }
  }

  private UserError refused(String where, Exception problem) {
    return new UserError(
        where
            + ": could not be written to "
            + topic
            + " ("
            + problem.getMessage()
            + "); groups that were sent before it stay, and sending the file again repeats them as"
            + " duplicates",
        problem);
  }

  private void requireNoFailure() {
    UserError first = failure.get();
    if (first != null) {
      throw first;
    }
  }

  /** Waits until the broker has every group, which each group's deadline bounds. */
  long finish() {
    producer.flush();
    requireNoFailure();
    return written.get();
  }

  @Override
  public void close() {
    producer.close(Duration.ZERO);
  }
}
