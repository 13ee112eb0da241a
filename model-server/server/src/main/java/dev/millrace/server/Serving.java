package dev.millrace.server;

import dev.millrace.policy.Policy;
import dev.millrace.policy.Tokenizer;
import dev.millrace.schemas.topics.Topics;
import dev.millrace.server.admission.Admission;
import dev.millrace.server.admission.Bell;
import dev.millrace.server.engine.Engine;
import dev.millrace.server.engine.EngineSettings;
import dev.millrace.server.external.ExternalEngine;
import dev.millrace.server.external.ExternalSettings;
import dev.millrace.server.kafka.Clients;
import dev.millrace.server.kafka.DeadLetterWriter;
import dev.millrace.server.kafka.GeneratorNote;
import dev.millrace.server.kafka.GroupWriter;
import dev.millrace.server.kafka.Partitions;
import dev.millrace.server.kafka.PromptIntake;
import dev.millrace.server.kafka.VersionWatch;
import dev.millrace.server.sampling.GroupMaking;
import dev.millrace.server.sampling.GroupRecipe;
import dev.millrace.server.sampling.GroupSampler;
import dev.millrace.server.sampling.PolicySampler;
import dev.millrace.server.sampling.PromptReader;
import dev.millrace.server.sampling.SamplingFigures;
import dev.millrace.server.sampling.SamplingLoop;
import dev.millrace.server.weights.PolicyWeights;
import dev.millrace.server.weights.TwinWeights;
import dev.millrace.server.weights.VersionFollower;
import dev.millrace.server.weights.WeightsInstaller;
import java.time.Clock;
import java.time.Duration;
import java.util.function.Supplier;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.producer.Producer;
import org.jspecify.annotations.Nullable;

/** The parts of a generator, put together around a loaded policy. */
final class Serving {
  private static final Duration CLIENT_DEADLINE = Duration.ofSeconds(10);

  /** The long fetch for versions; a record ends it at once. */
  private static final Duration VERSION_FETCH = Duration.ofMillis(500);

  /** A partition that is resumed waits for the fetch under way. */
  private static final Duration PROMPT_FETCH = Duration.ofMillis(50);

  /** Batches of prompts of one shard that wait in memory. */
  private static final int BATCHES_QUEUED = 8;

  /** What the outside may look at and stop while the policy serves. */
  record Handle(
      GroupMaking groups, VersionFollower versions, VersionWatch watch, @Nullable Engine engine) {}

  /** Is told once the newest weights are known; returns whether to go on. */
  interface Started {
    boolean with(Handle handle);
  }

  private final GeneratorSettings settings;
  private final @Nullable EngineSettings live;
  private final @Nullable ExternalSettings external;
  private final Topics topics;
  private final Clients clients;
  private final Bell bell;
  private final FirstFailure failure;
  private final SamplingFigures figures;

  /**
   * @param live how live requests are answered; null answers none
   * @param external the engine that samples; null samples with the policy
   */
  Serving(
      GeneratorSettings settings,
      @Nullable EngineSettings live,
      @Nullable ExternalSettings external,
      Bell bell,
      FirstFailure failure,
      SamplingFigures figures) {
    this.settings = settings;
    this.live = live;
    this.external = external;
    this.topics = settings.topics();
    this.clients =
        new Clients(settings.bootstrap(), settings.generatorId(), settings.kafkaProperties());
    this.bell = bell;
    this.failure = failure;
    this.figures = figures;
  }

  /** Serves with a policy until the loop is stopped or anything fails. */
  void run(Policy policy, Tokenizer tokenizer, Started started) throws InterruptedException {
    String group = GeneratorSettings.consumerGroup(topics);
    GroupRecipe recipe = recipe(tokenizer);
    try (Consumer<byte[], byte[]> back = clients.consumer("versions", group, VERSION_FETCH);
        Consumer<byte[], byte[]> prompts = prompts(group);
        TwinWeights twins = live == null ? null : twins(policy);
        ExternalEngine engine = external == null ? null : engine(external, policy, recipe)) {
      VersionFollower versions = new VersionFollower(installer(policy, twins, engine));
      Admission admission = admission(back);
      VersionWatch watch =
          new VersionWatch(
              back,
              topics.weights(),
              topics.dropped(),
              settings.shards(),
              versions,
              admission,
              bell);
      watch.catchUp();
      Producer<byte[], byte[]> producer = clients.producer();
      try {
        PromptIntake intake =
            intake(prompts, reader(policy, tokenizer), admission, producer, () -> note(versions));
        GroupWriter writer = writer(producer, admission);
        if (live == null || twins == null) {
          SamplingLoop loop =
              loop(
                  engine == null
                      ? new PolicySampler(policy, recipe, Clock.systemUTC())
                      : engine.sampler(),
                  admission,
                  versions,
                  writer);
          serve(watch, intake, loop, started.with(new Handle(loop, versions, watch, null)));
        } else {
          LiveSampling sampling =
              new LiveSampling(
                  settings, live, policy, twins, versions, admission, bell, failure, recipe, writer,
                  figures);
          Handle handle = new Handle(sampling, versions, watch, sampling.engine());
          serve(watch, intake, sampling, started.with(handle));
        }
        producer.close(CLIENT_DEADLINE);
        intake.commitLast();
      } finally {
        producer.close(CLIENT_DEADLINE);
      }
    }
  }

  private void serve(VersionWatch watch, PromptIntake intake, GroupMaking groups, boolean wanted)
      throws InterruptedException {
    if (!wanted) {
      return;
    }
    ServiceThread watching = thread("millrace-versions", watch::run, watch::stop);
    try {
      ServiceThread reading = thread("millrace-prompts", intake::run, intake::stop);
      try {
        groups.run();
      } finally {
        reading.close();
      }
    } finally {
      watching.close();
    }
  }

  private ServiceThread thread(String name, ServiceThread.Service service, Runnable stop) {
    return ServiceThread.start(name, service, stop, CLIENT_DEADLINE, failure);
  }

  private Admission admission(Consumer<byte[], byte[]> consumer) {
    return new Admission(
        settings.maxAheadSteps(),
        settings.slotsPerShard(),
        Partitions.endOffsets(consumer, topics.groups(), settings.shards()),
        bell);
  }

  private PromptReader reader(Policy policy, Tokenizer tokenizer) {
    return new PromptReader(
        topics.prompts(),
        settings.shards(),
        tokenizer::encode,
        policy.config().vocabSize(),
        policy.config().maxPositions() - settings.sampling().maxTokens());
  }

  private PromptIntake intake(
      Consumer<byte[], byte[]> consumer,
      PromptReader reader,
      Admission admission,
      Producer<byte[], byte[]> producer,
      Supplier<String> note) {
    return new PromptIntake(
        consumer,
        topics.prompts(),
        settings.shards(),
        settings.sharesPrompts() ? topics.groups() : null,
        reader,
        admission,
        new DeadLetterWriter(producer, topics.deadLetters(), failure, Clock.systemUTC()),
        figures,
        BATCHES_QUEUED * (settings.maxAheadSteps() + 1) * settings.slotsPerShard(),
        note,
        System::nanoTime);
  }

  private Consumer<byte[], byte[]> prompts(String group) {
    return settings.sharesPrompts()
        ? clients.sharing("prompts", group, PROMPT_FETCH)
        : clients.consumer("prompts", group, PROMPT_FETCH);
  }

  private String note(VersionFollower versions) {
    VersionFollower.Progress progress = versions.progress();
    double seconds = figures.samplingNanos() / 1e9;
    return new GeneratorNote(
            settings.generatorId(),
            progress.lineage() + "." + progress.step(),
            progress.newestStep() - progress.step(),
            seconds == 0 ? 0 : Math.round(figures.tokens() / seconds),
            Clock.systemUTC().millis())
        .text();
  }

  private WeightsInstaller installer(
      Policy policy, @Nullable TwinWeights twins, @Nullable ExternalEngine engine) {
    if (engine != null) {
      return engine.weights();
    }
    return twins == null ? inPlace(policy) : twins;
  }

  private ExternalEngine engine(ExternalSettings external, Policy policy, GroupRecipe recipe) {
    return ExternalEngine.connect(
        external, policy, inPlace(policy), recipe, settings.modelDirectory());
  }

  private PolicyWeights inPlace(Policy policy) {
    return new PolicyWeights(policy, settings.shards(), settings.weightsPrefix());
  }

  private TwinWeights twins(Policy policy) {
    return new TwinWeights(policy, settings.shards(), settings.weightsPrefix(), bell);
  }

  private GroupRecipe recipe(Tokenizer tokenizer) {
    return new GroupRecipe(
        settings.groupSize(),
        settings.sampling(),
        tokenizer.digest(),
        settings.generatorId(),
        tokenizer::decode);
  }

  private GroupWriter writer(Producer<byte[], byte[]> producer, Admission admission) {
    return new GroupWriter(
        producer, topics.groups(), topics.pending(), admission, figures, failure);
  }

  private SamplingLoop loop(
      GroupSampler sampler, Admission admission, VersionFollower versions, GroupWriter writer) {
    return new SamplingLoop(
        bell,
        admission,
        versions,
        sampler,
        writer,
        figures,
        failure,
        settings.promptsPerBatch(),
        System::nanoTime);
  }
}
