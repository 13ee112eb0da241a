package dev.millrace.job.settings;

import dev.millrace.schemas.topics.Topics;
import java.io.Serializable;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;

/**
 * What every room has to agree on: the broker, the pipeline, the shards, the size of a step.
 *
 * @param bootstrap Kafka bootstrap servers
 * @param pipeline name of the pipeline, part of every topic name
 * @param kafkaProperties client properties for every producer and consumer
 * @param shards S, the partitions of the groups topic; fixed for the life of a pipeline
 * @param parallelism subtasks of the rooms before {@code batch}; at most S
 * @param batchSlots B, the slots of a step; a multiple of S
 * @param seed of every draw of the job
 */
public record StreamSettings(
    String bootstrap,
    String pipeline,
    Map<String, String> kafkaProperties,
    int shards,
    int parallelism,
    int batchSlots,
    long seed)
    implements Serializable {
  /** Keys that are handed to Kafka clients begin with this. */
  public static final String KAFKA_PROPERTIES = "millrace.kafka.properties.";

  static final Option<String> BOOTSTRAP =
      Option.required(
          "millrace.kafka.bootstrap", "Kafka bootstrap servers, host:port with commas.");
  static final Option<String> PIPELINE =
      Option.text(
          "millrace.pipeline", "default", "Name of the pipeline, part of every topic name.");
  static final Option<Integer> SHARDS =
      Option.integer(
          "millrace.shards", 4, 1, 1024, "Partitions of the groups topic; fixed for ever.");
  static final Option<Integer> PARALLELISM =
      Option.integer(
          "millrace.parallelism",
          1,
          1,
          1024,
          "Subtasks of the rooms before batch; at most shards.");
  static final Option<Integer> BATCH_SLOTS =
      Option.integer(
          "millrace.batch-slots",
          32,
          1,
          1 << 20,
          "Slots of a training step; a multiple of shards.");
  static final Option<Long> SEED =
      Option.wholeLong("millrace.seed", 42, "Seed of every draw of the job.");

  /** The shared options. */
  public static final List<Option<?>> OPTIONS =
      List.of(BOOTSTRAP, PIPELINE, SHARDS, PARALLELISM, BATCH_SLOTS, SEED);

  public StreamSettings {
    kafkaProperties = new HashMap<>(kafkaProperties);
    if (parallelism > shards) {
      throw new InvalidOptionException(
          PARALLELISM.key()
              + " must be <= "
              + SHARDS.key()
              + " "
              + shards
              + ", was "
              + parallelism);
    }
    if (batchSlots % shards != 0) {
      throw new InvalidOptionException(
          BATCH_SLOTS.key()
              + " must be a multiple of "
              + SHARDS.key()
              + " "
              + shards
              + ", was "
              + batchSlots);
    }
    try {
      new Topics(pipeline);
    } catch (IllegalArgumentException e) {
      throw new InvalidOptionException(PIPELINE.key() + ": " + e.getMessage());
    }
  }

  public static StreamSettings from(OptionValues values) {
    return new StreamSettings(
        values.get(BOOTSTRAP),
        values.get(PIPELINE),
        values.under(KAFKA_PROPERTIES),
        values.get(SHARDS),
        values.get(PARALLELISM),
        values.get(BATCH_SLOTS),
        values.get(SEED));
  }

  /** Slots of a step that each shard fills, B/S. */
  public int slotsPerShard() {
    return batchSlots / shards;
  }

  /**
   * Key groups of the job, never to be changed: the smallest multiple of S that is at least 128, so
   * that each divisor of S is a balanced parallelism.
   */
  public int maxParallelism() {
    return shards * ((127 + shards) / shards);
  }

  public Topics topics() {
    return new Topics(pipeline);
  }

  /** The client properties in the form that Kafka takes. */
  public Properties clientProperties() {
    Properties properties = new Properties();
    kafkaProperties.forEach(properties::setProperty);
    return properties;
  }
}
