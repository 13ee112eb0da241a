package dev.millrace.ops.loop;

import dev.millrace.job.JobSettings;
import dev.millrace.job.learn.LearnSettings;
import dev.millrace.job.settings.InvalidOptionException;
import dev.millrace.job.settings.Option;
import dev.millrace.job.settings.OptionValues;
import dev.millrace.ops.feed.PromptFeedSettings;
import dev.millrace.ops.local.LocalClusterSettings;
import dev.millrace.ops.local.StateDirectory;
import dev.millrace.schemas.Sampling;
import dev.millrace.schemas.topics.TopicSpec;
import dev.millrace.schemas.topics.Topics;
import dev.millrace.server.GeneratorSettings;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The settings of every part of a loop, derived from what was asked: they agree on topics, shards,
 * batch and directories.
 *
 * @param settings what was asked
 * @param state directories of the run
 * @param bootstrap address of the broker
 * @param policy the starting policy
 * @param job settings of the job
 * @param options of the job, by their keys, that make these settings
 */
public record LoopPipeline(
    LoopSettings settings,
    StateDirectory state,
    String bootstrap,
    StartingPolicy policy,
    JobSettings job,
    Map<String, String> options) {
  static final Topics TOPICS = new Topics("demo");

  private static final String GENERATOR = "millrace.generator.";
  public static final Option<Integer> GROUP_SIZE =
      Option.integer(
          GENERATOR + "group-size",
          GeneratorSettings.DEFAULT_GROUP_SIZE,
          2,
          1024,
          "Responses of a group, G.");
  public static final Option<Integer> MAX_AHEAD_STEPS =
      Option.integer(
          GENERATOR + "max-ahead-steps",
          GeneratorSettings.DEFAULT_MAX_AHEAD_STEPS,
          0,
          1024,
          "Training steps that generation may run ahead.");
  public static final Option<Integer> MAX_ROWS =
      Option.integer(
          GENERATOR + "max-rows",
          GeneratorSettings.DEFAULT_MAX_ROWS,
          2,
          1 << 16,
          "Most responses that are sampled at once.");

  /** Options of the generator that a person may type. */
  public static final List<Option<?>> GENERATOR_OPTIONS =
      List.of(GROUP_SIZE, MAX_AHEAD_STEPS, MAX_ROWS);

  /** Values that suit a laptop, in place of the defaults of the job's options. */
  public static final Map<String, String> CHOICES =
      Map.of(
          "millrace.shards", "2",
          "millrace.batch-slots", "32",
          "millrace.learn.device", "cpu",
          "millrace.learn.learning-rate", "4e-4",
          // An evaluation begins some steps after its version was published.
          "millrace.learn.keep-weight-files", "100");

  /** Prompts that lie ready in the topic, in batches: enough that sampling never waits for them. */
  private static final int READY_BATCHES = 32;

  /**
   * The settings of a loop.
   *
   * @throws InvalidOptionException that names the option that was typed wrongly
   */
  public static LoopPipeline of(
      LoopSettings settings, StateDirectory state, String bootstrap, StartingPolicy policy) {
    Map<String, String> fixed = fixed(settings, state, bootstrap, policy);
    Map<String, String> options = choices(settings, policy);
    OptionValues generator = OptionValues.of(typed(settings, true));
    generator.refuseUnknown(GENERATOR_OPTIONS, List.of());
    GENERATOR_OPTIONS.forEach(generator::get);
    refuseGroupsThatDoNotFit(generator.get(GROUP_SIZE), generator.get(MAX_ROWS));
    typed(settings, false)
        .forEach(
            (key, value) -> {
              if (fixed.containsKey(key)) {
                throw new InvalidOptionException("--set " + key + ": is decided by other options");
              }
              options.put(key, value);
            });
    options.putAll(fixed);
    JobSettings job = JobSettings.from(options);
    refuseStarving(job, generator.get(MAX_AHEAD_STEPS));
    return new LoopPipeline(settings, state, bootstrap, policy, job, Map.copyOf(options));
  }

  private static void refuseGroupsThatDoNotFit(int groupSize, int maxRows) {
    if (maxRows < groupSize) {
      throw new InvalidOptionException(
          MAX_ROWS.key()
              + " must be >= "
              + GROUP_SIZE.key()
              + " "
              + groupSize
              + ", was "
              + maxRows);
    }
  }

  /** The generator's bound only moves with a version: until one comes, it samples η + 1 steps. */
  private static void refuseStarving(JobSettings job, int maxAheadSteps) {
    if (job.learn().publishEverySteps() > maxAheadSteps + 1) {
      throw new InvalidOptionException(
          LearnSettings.PUBLISH_EVERY.key()
              + " must be <= "
              + MAX_AHEAD_STEPS.key()
              + " + 1 = "
              + (maxAheadSteps + 1)
              + ", was "
              + job.learn().publishEverySteps()
              + ": the generator would stop before the version that it waits for is made");
    }
  }

  /** What a laptop needs, where nothing was typed. */
  private static Map<String, String> choices(LoopSettings settings, StartingPolicy policy) {
    Map<String, String> options = new HashMap<>(CHOICES);
    options.put("millrace.learn.decay-steps", String.valueOf(settings.decaySteps()));
    // What the learner could not compute with must not reach it.
    options.put("millrace.ingest.vocabulary-size", String.valueOf(policy.vocabularySize()));
    options.put("millrace.ingest.max-tokens", String.valueOf(policy.maxPositions()));
    options.put("millrace.ingest.tokenizer-digest", policy.tokenizerDigest());
    return options;
  }

  /** What has its own option, or is a directory of the run. */
  private static Map<String, String> fixed(
      LoopSettings settings, StateDirectory state, String bootstrap, StartingPolicy policy) {
    return Map.of(
        "millrace.arm", Option.kebab(settings.arm()),
        "millrace.kafka.bootstrap", bootstrap,
        "millrace.pipeline", TOPICS.pipeline(),
        "millrace.seed", String.valueOf(settings.seed()),
        "millrace.learn.model", policy.directory().toString(),
        "millrace.learn.state-dir", state.learner().toString(),
        "millrace.learn.weights-dir", state.weights().toString());
  }

  private static Map<String, String> typed(LoopSettings settings, boolean generator) {
    Map<String, String> typed = new HashMap<>(settings.options());
    typed.keySet().removeIf(key -> key.startsWith(GENERATOR) != generator);
    return typed;
  }

  /** The cluster's settings: a slot for each chain of rooms, one more for the learner. */
  LocalClusterSettings cluster(int dashboardPort) {
    return LocalClusterSettings.laptop(state.flink(), state.logFile(), dashboardPort)
        .withSlots(job.stream().parallelism() + 1);
  }

  /**
   * The topics. Those that grow with every step are held to a size where one was asked for; what a
   * step has not yet taken is bounded by how far generation may run ahead, and never near it.
   */
  List<TopicSpec> topics() {
    List<TopicSpec> specs = TopicSpec.ofPipeline(TOPICS, job.stream().shards());
    long bytes = settings.topicBytes();
    return bytes == 0
        ? specs
        : specs.stream().map(spec -> spec.heldTo(bytes / specs.size())).toList();
  }

  /** The generator's settings. */
  public GeneratorSettings generator(int maxResponseTokens) {
    OptionValues typed = OptionValues.of(typed(settings, true));
    return new GeneratorSettings(
        bootstrap,
        TOPICS,
        job.stream().shards(),
        job.stream().batchSlots(),
        policy.directory(),
        state.weights(),
        job.learn().device(),
        typed.get(GROUP_SIZE),
        new Sampling(1f, 1f, 0, maxResponseTokens, settings.seed()),
        typed.get(MAX_AHEAD_STEPS),
        typed.get(MAX_ROWS),
        "generator-1",
        GeneratorSettings.DEFAULT_START_TIMEOUT,
        Map.of());
  }

  /** The prompt feed's settings. */
  PromptFeedSettings feed() {
    return new PromptFeedSettings(
        bootstrap,
        TOPICS.prompts(),
        GeneratorSettings.consumerGroup(TOPICS),
        job.stream().shards(),
        READY_BATCHES * job.stream().slotsPerShard(),
        Duration.ofMillis(200),
        PromptFeedSettings.PATIENCE);
  }
}
