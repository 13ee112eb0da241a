package dev.millrace.ops.follow;

import dev.millrace.schemas.avro.MalformedRecordException;
import dev.millrace.schemas.topics.KafkaSizes;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.WakeupException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A reader of a topic with one partition, from its first record on, that hands each record to a
 * listener on a thread of its own. It reads and never commits; a record that cannot be decoded is
 * counted, logged and passed over.
 *
 * @param <T> what a record says
 */
public final class TopicFollower<T> implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(TopicFollower.class);
  private static final Duration POLL = Duration.ofMillis(500);
  private static final Duration CLOSE_DEADLINE = Duration.ofSeconds(5);

  /** How the bytes of a record become a value. */
  @FunctionalInterface
  public interface Decoder<T> {
    /** The value of these bytes. */
    T decode(byte[] bytes) throws MalformedRecordException;
  }

  private final String topic;
  private final Decoder<T> decoder;
  private final Consumer<T> listener;
  private final KafkaConsumer<byte[], byte[]> consumer;
  private final Thread thread;
  private final AtomicLong malformed = new AtomicLong();
  private volatile boolean closed;

  private TopicFollower(String bootstrap, String topic, Decoder<T> decoder, Consumer<T> listener) {
    this.topic = topic;
    this.decoder = decoder;
    this.listener = listener;
    this.consumer =
        new KafkaConsumer<>(
            Map.of(
                ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG,
                bootstrap,
                ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG,
                false,
                ConsumerConfig.FETCH_MAX_BYTES_CONFIG,
                KafkaSizes.CONSUMER_FETCH_MAX_BYTES,
                ConsumerConfig.AUTO_OFFSET_RESET_CONFIG,
                "earliest"),
            new ByteArrayDeserializer(),
            new ByteArrayDeserializer());
    this.thread = new Thread(this::follow, "follow " + topic);
    thread.setDaemon(true);
  }

  /**
   * Begins to follow a topic.
   *
   * @param bootstrap addresses of the brokers
   * @param topic with one partition
   * @param decoder of its records
   * @param listener called on the follower's thread, in the order of the topic
   */
  public static <T> TopicFollower<T> start(
      String bootstrap, String topic, Decoder<T> decoder, Consumer<T> listener) {
    TopicFollower<T> follower = new TopicFollower<>(bootstrap, topic, decoder, listener);
    follower.thread.start();
    return follower;
  }

  /** Records that could not be decoded. */
  public long malformed() {
    return malformed.get();
  }

  private void follow() {
    try (consumer) {
      TopicPartition partition = new TopicPartition(topic, 0);
      consumer.assign(List.of(partition));
      consumer.seekToBeginning(List.of(partition));
      while (!closed) {
        for (ConsumerRecord<byte[], byte[]> record : consumer.poll(POLL)) {
          take(record);
        }
      }
    } catch (WakeupException e) {
      if (!closed) {
        throw e;
      }
    } catch (RuntimeException e) {
      LOG.error("following {} ended: {}", topic, e.toString(), e);
    }
  }

  private void take(ConsumerRecord<byte[], byte[]> record) {
    byte[] value = record.value();
    if (value == null) {
      return; // a tombstone says that there is nothing to say
    }
    try {
      listener.accept(decoder.decode(value));
    } catch (MalformedRecordException e) {
      malformed.incrementAndGet();
      LOG.warn("{} offset {}: {}", topic, record.offset(), e.getMessage());
    }
  }

  /** Stops reading; the listener is not called again once this returns. */
  @Override
  public void close() {
    closed = true;
    consumer.wakeup();
    try {
      thread.join(CLOSE_DEADLINE.toMillis());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    if (thread.isAlive()) {
      LOG.warn("follower of {} did not end within {}", topic, CLOSE_DEADLINE);
    }
  }
}
