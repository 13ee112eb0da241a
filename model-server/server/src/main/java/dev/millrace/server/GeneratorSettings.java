package dev.millrace.server;

import dev.millrace.schemas.Sampling;
import dev.millrace.schemas.topics.Topics;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;

/**
 * The options of a generator, prefix {@code millrace.generator.} unless a key is given in full.
 *
 * @param bootstrap {@code millrace.kafka.bootstrap}: Kafka's bootstrap servers
 * @param topics {@code millrace.pipeline}: the topics of the pipeline
 * @param shards {@code millrace.shards}: S, partitions of the prompts and of the groups topic
 * @param batchSlots {@code millrace.batch-slots}: B, slots of a training step; a multiple of S
 * @param modelDirectory {@code model}: Hugging Face directory with the starting policy
 * @param weightsPrefix {@code weights-prefix}: directory below which weight versions may lie
 * @param device {@code device}: auto, cpu or gpu:N
 * @param groupSize {@code group-size}: G, responses a prompt; default 8
 * @param sampling {@code temperature, top-p, top-k, max-tokens, seed}
 * @param maxAheadSteps {@code max-ahead-steps}: η, training steps that generation may run ahead;
 *     default 1
 * @param maxRows {@code max-rows}: most responses that are sampled at once; default 256
 * @param generatorId {@code id}: name of this process in groups and client ids
 * @param startTimeout {@code start-timeout}: how long loading and catching up may take
 * @param kafkaProperties {@code millrace.kafka.properties.*}: further Kafka client properties
 * @param sharesPrompts whether the shards are shared with other generators of the pipeline, each
 *     with its own id; otherwise this one reads them all
 */
public record GeneratorSettings(
    String bootstrap,
    Topics topics,
    int shards,
    int batchSlots,
    Path modelDirectory,
    Path weightsPrefix,
    String device,
    int groupSize,
    Sampling sampling,
    int maxAheadSteps,
    int maxRows,
    String generatorId,
    Duration startTimeout,
    Map<String, String> kafkaProperties,
    boolean sharesPrompts) {
  public static final int DEFAULT_GROUP_SIZE = 8;
  public static final int DEFAULT_MAX_AHEAD_STEPS = 1;
  public static final int DEFAULT_MAX_ROWS = 256;
  public static final Duration DEFAULT_START_TIMEOUT = Duration.ofMinutes(5);

  public GeneratorSettings {
    requireText("millrace.kafka.bootstrap", bootstrap);
    requireText("millrace.generator.id", generatorId);
    requireText("millrace.generator.device", device);
    requireAtLeast("millrace.shards", shards, 1);
    requireAtLeast("millrace.batch-slots", batchSlots, 1);
    // Advantages of a group of one are all zero.
    requireAtLeast("millrace.generator.group-size", groupSize, 2);
    requireAtLeast("millrace.generator.max-ahead-steps", maxAheadSteps, 0);
    requireAtLeast("millrace.generator.max-rows", maxRows, groupSize);
    if (batchSlots % shards != 0) {
      throw new IllegalArgumentException(
          "millrace.batch-slots must be a multiple of millrace.shards "
              + shards
              + ", was "
              + batchSlots);
    }
    if (startTimeout.isNegative() || startTimeout.isZero()) {
      throw new IllegalArgumentException(
          "millrace.generator.start-timeout must be positive, was " + startTimeout);
    }
    kafkaProperties = Map.copyOf(kafkaProperties);
  }

  /** A generator that reads all prompts of its pipeline. */
  public GeneratorSettings(
      String bootstrap,
      Topics topics,
      int shards,
      int batchSlots,
      Path modelDirectory,
      Path weightsPrefix,
      String device,
      int groupSize,
      Sampling sampling,
      int maxAheadSteps,
      int maxRows,
      String generatorId,
      Duration startTimeout,
      Map<String, String> kafkaProperties) {
    this(
        bootstrap,
        topics,
        shards,
        batchSlots,
        modelDirectory,
        weightsPrefix,
        device,
        groupSize,
        sampling,
        maxAheadSteps,
        maxRows,
        generatorId,
        startTimeout,
        kafkaProperties,
        false);
  }

  /** Returns settings with the defaults of every option that has one. */
  public static GeneratorSettings of(
      String bootstrap,
      Topics topics,
      int shards,
      int batchSlots,
      Path modelDirectory,
      Path weightsPrefix,
      Sampling sampling) {
    return new GeneratorSettings(
        bootstrap,
        topics,
        shards,
        batchSlots,
        modelDirectory,
        weightsPrefix,
        "auto",
        DEFAULT_GROUP_SIZE,
        sampling,
        DEFAULT_MAX_AHEAD_STEPS,
        DEFAULT_MAX_ROWS,
        "generator-1",
        DEFAULT_START_TIMEOUT,
        Map.of());
  }

  /** Group under which the generators of a pipeline commit the prompts that are answered. */
  public static String consumerGroup(Topics topics) {
    return "millrace-" + topics.pipeline() + "-generator";
  }

  int slotsPerShard() {
    return batchSlots / shards;
  }

  int promptsPerBatch() {
    return maxRows / groupSize;
  }

  private static void requireText(String option, String value) {
    if (value.isBlank()) {
      throw new IllegalArgumentException(option + " must not be empty");
    }
  }

  private static void requireAtLeast(String option, int value, int least) {
    if (value < least) {
      throw new IllegalArgumentException(option + " must be >= " + least + ", was " + value);
    }
  }
}
