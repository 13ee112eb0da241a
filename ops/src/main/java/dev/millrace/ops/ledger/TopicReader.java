package dev.millrace.ops.ledger;

import dev.millrace.ops.UserError;
import dev.millrace.schemas.avro.MalformedRecordException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/**
 * A reader of whole topics: from their beginning, or from given offsets, to the end that they have
 * when the reading starts. One client serves any number of topics, one after the other; it joins no
 * group and commits nothing. Every wait has the reader's deadline.
 *
 * <p>Confined to one thread.
 */
public final class TopicReader implements AutoCloseable {
  /** All partitions of a topic in one answer of the broker, a mebibyte each. */
  private static final int FETCH_BYTES = 32 << 20;

  private static final Duration POLL = Duration.ofMillis(200);

  /** How the bytes of a record become a value. */
  @FunctionalInterface
  public interface Decoder<T> {
    /** The value of these bytes. */
    T decode(byte[] bytes) throws MalformedRecordException;
  }

  private final String bootstrap;
  private final Duration deadline;
  private final KafkaConsumer<byte[], byte[]> consumer;

  private TopicReader(String bootstrap, Duration deadline, Map<String, Object> properties) {
    this.bootstrap = bootstrap;
    this.deadline = deadline;
    this.consumer =
        new KafkaConsumer<>(properties, new ByteArrayDeserializer(), new ByteArrayDeserializer());
  }

  /** A reader without further client properties. */
  public static TopicReader open(String bootstrap, Duration deadline) {
    return open(bootstrap, Map.of(), deadline);
  }

  /**
   * A reader; it connects at its first request.
   *
   * @param bootstrap addresses of the brokers
   * @param clientProperties client properties by Kafka's names, for brokers that ask for them
   * @param deadline of each request, and of the reading of each topic
   * @throws UserError when the address cannot be one
   */
  public static TopicReader open(
      String bootstrap, Map<String, String> clientProperties, Duration deadline) {
    Map<String, Object> properties = new HashMap<>(clientProperties);
    properties.put(ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG, bootstrap);
    properties.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
    properties.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "none");
    properties.put(ConsumerConfig.FETCH_MAX_BYTES_CONFIG, FETCH_BYTES);
    properties.put(ConsumerConfig.RECEIVE_BUFFER_CONFIG, 1 << 20);
    // The client asks for more while it hands out what it has; at the end of a topic that question
    // would hold up the next topic for as long as the broker waits for a new record.
    properties.put(ConsumerConfig.FETCH_MAX_WAIT_MS_CONFIG, 5);
    properties.put(ConsumerConfig.METRIC_REPORTER_CLASSES_CONFIG, "");
    properties.put(ConsumerConfig.ENABLE_METRICS_PUSH_CONFIG, false);
    properties.put(ConsumerConfig.MAX_POLL_RECORDS_CONFIG, 10_000);
    properties.put(ConsumerConfig.CHECK_CRCS_CONFIG, true);
    properties.put(ConsumerConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, (int) deadline.toMillis());
    properties.put(
        ConsumerConfig.REQUEST_TIMEOUT_MS_CONFIG, (int) Math.min(30_000, deadline.toMillis()));
    try {
      return new TopicReader(bootstrap, deadline, properties);
    } catch (KafkaException e) {
      Throwable cause = e.getCause() == null ? e : e.getCause();
      throw new UserError("--bootstrap " + bootstrap + ": " + cause.getMessage(), e);
    }
  }

  /** The names of all topics. */
  public Set<String> topics() {
    return ask("topics", () -> consumer.listTopics(deadline)).keySet();
  }

  /**
   * What a topic holds now, by partition.
   *
   * @throws UserError when no broker answers, or there is no such topic
   */
  public Map<Integer, OffsetRange> ranges(String topic) {
    List<TopicPartition> partitions = partitions(topic);
    Map<TopicPartition, Long> begins =
        ask("first offsets of " + topic, () -> consumer.beginningOffsets(partitions, deadline));
    Map<TopicPartition, Long> ends =
        ask("end offsets of " + topic, () -> consumer.endOffsets(partitions, deadline));
    Map<Integer, OffsetRange> ranges = new TreeMap<>();
    for (TopicPartition partition : partitions) {
      long begin = begins.getOrDefault(partition, 0L);
      long end = ends.getOrDefault(partition, 0L);
      ranges.put(partition.partition(), new OffsetRange(begin, Math.max(begin, end)));
    }
    return ranges;
  }

  private List<TopicPartition> partitions(String topic) {
    List<PartitionInfo> partitions =
        ask("partitions of " + topic, () -> consumer.listTopics(deadline)).get(topic);
    if (partitions == null || partitions.isEmpty()) {
      throw new UserError(
          "topic " + topic + ": there is none at " + bootstrap + "; is it the right pipeline?");
    }
    return partitions.stream().map(info -> new TopicPartition(topic, info.partition())).toList();
  }

  /** Reads a topic from its beginning to the end that it has now. */
  public void read(String topic, Consumer<ConsumerRecord<byte[], byte[]>> sink) {
    read(topic, ranges(topic), sink);
  }

  /**
   * Reads parts of a topic; each partition in its order, partitions in any.
   *
   * @param ranges offsets by partition; ends beyond the topic's own end would not come
   * @param sink takes every record that has an offset in its partition's range
   * @throws UserError when it is not done by the deadline, naming how far it came
   */
  public void read(
      String topic,
      Map<Integer, OffsetRange> ranges,
      Consumer<ConsumerRecord<byte[], byte[]>> sink) {
    Map<TopicPartition, OffsetRange> open = new HashMap<>();
    ranges.forEach(
        (partition, range) -> {
          if (range.size() > 0) {
            open.put(new TopicPartition(topic, partition), range);
          }
        });
    consumer.assign(open.keySet());
    open.forEach((partition, range) -> consumer.seek(partition, range.begin()));
    long until = System.nanoTime() + deadline.toNanos();
    while (!open.isEmpty()) {
      for (ConsumerRecord<byte[], byte[]> record : ask("records of " + topic, this::poll)) {
        OffsetRange range = open.get(new TopicPartition(topic, record.partition()));
        if (range != null && range.contains(record.offset())) {
          sink.accept(record);
        }
      }
      // The position also passes offsets without a record, such as those of control batches.
      if (open.entrySet().removeIf(e -> consumer.position(e.getKey()) >= e.getValue().end())) {
        consumer.assign(open.keySet());
      }
      if (!open.isEmpty() && System.nanoTime() > until) {
        throw new UserError(late(open));
      }
    }
  }

  private String late(Map<TopicPartition, OffsetRange> open) {
    Map.Entry<TopicPartition, OffsetRange> late = open.entrySet().iterator().next();
    return late.getKey()
        + ": read to offset "
        + consumer.position(late.getKey())
        + " of "
        + late.getValue().end()
        + " within "
        + deadline.toSeconds()
        + " s";
  }

  private Iterable<ConsumerRecord<byte[], byte[]>> poll() {
    return consumer.poll(POLL);
  }

  /** Reads the last records of a topic, at most so many of each partition. */
  public void readTail(String topic, int most, Consumer<ConsumerRecord<byte[], byte[]>> sink) {
    Map<Integer, OffsetRange> tails = new TreeMap<>();
    ranges(topic)
        .forEach(
            (partition, range) ->
                tails.put(
                    partition,
                    new OffsetRange(Math.max(range.begin(), range.end() - most), range.end())));
    read(topic, tails, sink);
  }

  /**
   * Reads single records, as {@link OriginRounds} says.
   *
   * @param origins places of the topic; one that retention deleted is passed over
   */
  public void fetch(
      String topic, Collection<Origin> origins, Consumer<ConsumerRecord<byte[], byte[]>> sink) {
    Set<Origin> wanted = new HashSet<>(origins);
    for (Map<Integer, OffsetRange> round : OriginRounds.of(wanted, ranges(topic))) {
      read(
          topic,
          round,
          record -> {
            if (wanted.contains(new Origin(record.partition(), record.offset()))) {
              sink.accept(record);
            }
          });
    }
  }

  /**
   * Every value of a topic, to the end that it has now.
   *
   * @throws UserError that names the record which cannot be decoded
   */
  public <T> List<T> values(String topic, Decoder<T> decoder) {
    List<T> values = new ArrayList<>();
    read(
        topic,
        record -> {
          if (record.value() != null) {
            values.add(decoded(record, decoder));
          }
        });
    return values;
  }

  /** The value of one record; an error that names its place when it has none. */
  public static <T> T decoded(ConsumerRecord<byte[], byte[]> record, Decoder<T> decoder) {
    try {
      return decoder.decode(record.value());
    } catch (MalformedRecordException e) {
      throw new UserError(
          record.topic()
              + "-"
              + record.partition()
              + ", offset "
              + record.offset()
              + ": "
              + e.getMessage(),
          e);
    }
  }

  private <T> T ask(String what, Supplier<T> request) {
    try {
      return request.get();
    } catch (TimeoutException e) {
      throw new UserError(
          "--bootstrap "
              + bootstrap
              + ": no answer about the "
              + what
              + " within "
              + deadline.toSeconds()
              + " s",
          e);
    } catch (KafkaException e) {
      throw new UserError(what + " at " + bootstrap + ": " + e.getMessage(), e);
    }
  }

  @Override
  public void close() {
    consumer.close(CloseOptions.timeout(Duration.ZERO));
  }
}
