package dev.millrace.server.kafka;

import dev.millrace.schemas.topics.KafkaSizes;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.CooperativeStickyAssignor;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * How the generator's Kafka clients are set. Properties of the user come after the defaults and
 * before what correctness needs.
 *
 * @param bootstrap bootstrap servers
 * @param generatorId prefix of the client ids
 * @param properties any further client property, such as those of TLS and SASL
 */
public record Clients(String bootstrap, String generatorId, Map<String, String> properties) {
  /**
   * How long a group may wait for the broker. Longer than the restart of a broker or the outage of
   * a network; not for ever, because a generator that cannot deliver has to be seen. What waits is
   * bounded by how far generation may run ahead.
   */
  static final Duration PATIENCE = Duration.ofMinutes(30);

  /** After so long without a sign of life the shards of a generator go to the others. */
  private static final String SESSION_MILLIS = "10000";

  /**
   * Makes a consumer that starts at the earliest record and never commits by itself.
   *
   * @param role what it reads, part of the client id
   * @param group under which positions are kept
   * @param longestFetch how long the broker may hold a fetch that finds nothing; a record that
   *     arrives ends it, but a partition added meanwhile waits
   */
  public Consumer<byte[], byte[]> consumer(String role, String group, Duration longestFetch) {
    Map<String, Object> config = new HashMap<>();
    config.put(ConsumerConfig.FETCH_MAX_BYTES_CONFIG, KafkaSizes.CONSUMER_FETCH_MAX_BYTES);
    config.put(ConsumerConfig.MAX_PARTITION_FETCH_BYTES_CONFIG, KafkaSizes.PROMPT_BYTES);
    config.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
    config.putAll(properties);
    config.put(ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG, bootstrap);
    config.put(ConsumerConfig.CLIENT_ID_CONFIG, generatorId + "-" + role);
    config.put(ConsumerConfig.GROUP_ID_CONFIG, group);
    config.put(ConsumerConfig.FETCH_MAX_WAIT_MS_CONFIG, (int) longestFetch.toMillis());
    config.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
    config.put(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, false);
    return new KafkaConsumer<>(config, new ByteArrayDeserializer(), new ByteArrayDeserializer());
  }

  /**
   * Makes a consumer that shares its topics with the others of its group. It is known to the group
   * by the generator's id, so that one that is started anew gets its shards back at once, and two
   * of one id are told apart.
   *
   * @param role as for a consumer of its own
   */
  public Consumer<byte[], byte[]> sharing(String role, String group, Duration longestFetch) {
    Map<String, String> shared = new HashMap<>(properties);
    shared.put(ConsumerConfig.GROUP_INSTANCE_ID_CONFIG, generatorId);
    shared.put(
        ConsumerConfig.PARTITION_ASSIGNMENT_STRATEGY_CONFIG,
        CooperativeStickyAssignor.class.getName());
    shared.putIfAbsent(ConsumerConfig.SESSION_TIMEOUT_MS_CONFIG, SESSION_MILLIS);
    return new Clients(bootstrap, generatorId, shared).consumer(role, group, longestFetch);
  }

  /** Makes an idempotent producer that waits a moment for the other groups of a batch. */
  public Producer<byte[], byte[]> producer() {
    return producer("groups", PATIENCE);
  }

  /**
   * The same for another role.
   *
   * @param role what it writes, part of the client id
   * @param longestBlock how long it may wait to hear of its topics; what was accepted waits longer
   */
  public Producer<byte[], byte[]> producer(String role, Duration longestBlock) {
    Map<String, Object> config = new HashMap<>();
    // One request for the groups of a batch, instead of one for the first and some for the rest.
    config.put(ProducerConfig.LINGER_MS_CONFIG, 1);
    config.put(ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, (int) PATIENCE.toMillis());
    config.put(ProducerConfig.MAX_BLOCK_MS_CONFIG, longestBlock.toMillis());
    config.putAll(properties);
    config.put(ProducerConfig.BOOTSTRAP_SERVERS_CONFIG, bootstrap);
    config.put(ProducerConfig.CLIENT_ID_CONFIG, generatorId + "-" + role);
    config.put(ProducerConfig.MAX_REQUEST_SIZE_CONFIG, KafkaSizes.PRODUCER_MAX_REQUEST_SIZE);
    config.put(ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, true);
    config.put(ProducerConfig.ACKS_CONFIG, "all");
    return new KafkaProducer<>(config, new ByteArraySerializer(), new ByteArraySerializer());
  }
}
