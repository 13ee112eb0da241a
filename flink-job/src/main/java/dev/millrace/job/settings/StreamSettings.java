package dev.millrace.job.settings;

import dev.millrace.schemas.topics.Topics;
import java.io.Serializable;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import org.jspecify.annotations.Nullable;

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
 * @param recording what a recorded run reads; null when the groups topic of the pipeline is read
 *     without end
 */
public record StreamSettings(
    String bootstrap,
    String pipeline,
    Map<String, String> kafkaProperties,
    int shards,
    int parallelism,
    int batchSlots,
    long seed,
    @Nullable Recording recording)
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

  /** The groups topic of a recorded run. */
  public static final Option<String> RECORDED_TOPIC =
      Option.text(
          "millrace.recorded.topic",
          "",
          "Groups topic of a recorded run, which ends; empty reads the pipeline's own for ever.");

  /** Where a recorded run ends. */
  public static final Option<long[]> RECORDED_UNTIL =
      new Option<>(
          "millrace.recorded.until",
          "an end for each partition, such as '0:120,1:96'",
          "",
          "First offset of each partition that a recorded run does not read.",
          Recording::until);

  /** Steps after which a recorded run ends before its topic does. */
  public static final Option<Integer> RECORDED_STEPS =
      Option.integer(
          "millrace.recorded.steps",
          0,
          0,
          Integer.MAX_VALUE,
          "Steps of a recorded run at most; 0 is as many as its groups make.");

  /** The shared options. */
  public static final List<Option<?>> OPTIONS =
      List.of(
          BOOTSTRAP,
          PIPELINE,
          SHARDS,
          PARALLELISM,
          BATCH_SLOTS,
          SEED,
          RECORDED_TOPIC,
          RECORDED_UNTIL,
          RECORDED_STEPS);

  /** A pipeline whose groups are read without end. */
  public StreamSettings(
      String bootstrap,
      String pipeline,
      Map<String, String> kafkaProperties,
      int shards,
      int parallelism,
      int batchSlots,
      long seed) {
    this(bootstrap, pipeline, kafkaProperties, shards, parallelism, batchSlots, seed, null);
  }

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
    if (recording != null && recording.until().length != shards) {
      throw new InvalidOptionException(
          RECORDED_UNTIL.key()
              + " must have "
              + shards
              + " ends, as many as "
              + SHARDS.key()
              + ", was '"
              + recording.untilText()
              + "'");
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
        values.get(SEED),
        recording(values));
  }

  private static @Nullable Recording recording(OptionValues values) {
    String topic = values.get(RECORDED_TOPIC);
    if (topic.isEmpty() && !values.has(RECORDED_UNTIL)) {
      return null;
    }
    if (topic.isEmpty() || !values.has(RECORDED_UNTIL)) {
      throw new InvalidOptionException(
          RECORDED_TOPIC.key() + " and " + RECORDED_UNTIL.key() + " go together");
    }
    return new Recording(topic, values.get(RECORDED_UNTIL), values.get(RECORDED_STEPS));
  }

  /** The topic that groups are read from. */
  public String groupsTopic() {
    return recording == null ? topics().groups() : recording.topic();
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
