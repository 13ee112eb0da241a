package dev.millrace.ops.loop;

import dev.millrace.job.JobSettings;
import dev.millrace.job.TrainingJob;
import dev.millrace.job.ingest.GroupsTopic;
import dev.millrace.ops.UserError;
import dev.millrace.ops.evaluation.Evaluation;
import dev.millrace.ops.evaluation.Evaluator;
import dev.millrace.ops.follow.TopicFollower;
import dev.millrace.ops.local.Broker;
import dev.millrace.ops.local.LocalCluster;
import dev.millrace.ops.local.RetainedCheckpoints;
import dev.millrace.ops.local.StateDirectory;
import dev.millrace.ops.local.TopicCreation;
import dev.millrace.ops.option.JobOptionsFile;
import dev.millrace.ops.report.RunHistory;
import dev.millrace.policy.Torch;
import dev.millrace.schemas.avro.StepRecordCodec;
import dev.millrace.schemas.avro.WeightVersionCodec;
import dev.millrace.server.Generator;
import dev.millrace.server.GeneratorStatus;
import java.net.URI;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import org.apache.flink.api.common.JobID;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.jspecify.annotations.Nullable;

/**
 * The whole loop in this process: broker, cluster with the job, generator, prompt feed, evaluator,
 * and the followers that write down what happens.
 */
public final class Loop implements AutoCloseable {
  private static final Duration START = Duration.ofMinutes(2);
  private static final Duration CANCEL = Duration.ofSeconds(15);

  private final Closing parts;
  private final Broker broker;
  private final LocalCluster cluster;
  private final JobID job;
  private final Generator generator;
  private final @Nullable Evaluator evaluator;
  private final SwitchedFeed feed;

  private Loop(
      Closing parts,
      Broker broker,
      LocalCluster cluster,
      JobID job,
      Generator generator,
      @Nullable Evaluator evaluator,
      SwitchedFeed feed) {
    this.parts = parts;
    this.broker = broker;
    this.cluster = cluster;
    this.job = job;
    this.generator = generator;
    this.evaluator = evaluator;
    this.feed = feed;
  }

  /**
   * Starts every part, side by side where they do not need each other.
   *
   * @param settings what was asked
   * @param supply the prompts, and what is right
   * @param state directories of the run
   * @param history takes in every step and every evaluation
   * @param lifeline called now and then; throws to end the start
   * @param notes is told how the starting policy is made
   */
  public static Loop start(
      LoopSettings settings,
      Supply supply,
      StateDirectory state,
      RunHistory history,
      Runnable lifeline,
      Consumer<String> notes) {
    ChosenPort kafkaPort = ChosenPort.of("--kafka-port", settings.kafkaPort(), 9092);
    ChosenPort dashboardPort = ChosenPort.of("--dashboard-port", settings.dashboardPort(), 8081);
    // Before anything starts: an option that was typed wrongly should cost no waiting.
    LoopPipeline planned =
        LoopPipeline.of(
            settings, state, "not yet known", StartingPolicy.planned(settings.cacheDirectory()));
    Closing parts = new Closing();
    try {
      // Started first, so ended last: each part uses only those above it.
      Parallel<Broker> broker =
          parts.start(
              "broker",
              () -> kafkaPort.start(port -> Broker.start(state.kafka(), port, START)),
              Broker::close);
      Parallel<LocalCluster> cluster =
          parts.start(
              "cluster",
              () -> dashboardPort.start(port -> LocalCluster.start(planned.cluster(port))),
              LocalCluster::close);
      StartingPolicy policy =
          KeptPolicy.of(
              state,
              () ->
                  supply.startingPolicy(
                      settings.model(),
                      settings.seed(),
                      settings.cacheDirectory(),
                      line -> {
                        lifeline.run();
                        notes.accept(line);
                      }));
      policy.requireRoom(supply.source().maxResponseTokens());
      lifeline.run();
      LoopPipeline pipeline =
          LoopPipeline.of(settings, state, broker.get(START).bootstrap(), policy);
      JobSettings jobSettings = pipeline.job();
      requireDevice(jobSettings.learn().device());
      TopicCreation.create(pipeline.bootstrap(), pipeline.topics(), START);
      JobOptionsFile.write(state.jobOptions(), pipeline.options());

      Parallel<JobID> job =
          parts.start(
              "job",
              () -> submit(cluster.get(START), jobSettings, newestCheckpoint(state)),
              id -> cluster.get(START).cancel(id, CANCEL));
      follow(pipeline, parts, LoopPipeline.TOPICS.ledger(), StepRecordCodec::decode, history::add);
      Evaluator evaluator = null;
      if (settings.evaluator() != null) {
        evaluator =
            parts.add(
                Evaluator.start(
                    policy.directory(),
                    supply.source(),
                    supply.judge(),
                    settings.evaluator(),
                    Clock.systemUTC(),
                    history::add));
        follow(
            pipeline,
            parts,
            LoopPipeline.TOPICS.weights(),
            WeightVersionCodec::decode,
            evaluator::offer);
      }
      SwitchedFeed feed =
          parts.add(SwitchedFeed.start(pipeline.feed(), supply.source(), settings.seed()));
      Generator generator =
          parts.add(Generator.start(pipeline.generator(supply.source().maxResponseTokens())));
      return new Loop(
          parts, broker.get(START), cluster.get(START), job.get(START), generator, evaluator, feed);
    } catch (RuntimeException e) {
      parts.close();
      throw e;
    }
  }

  /** Where the Flink dashboard is. */
  public URI dashboard() {
    return cluster.dashboard();
  }

  /** Where Kafka clients connect. */
  public String bootstrap() {
    return broker.bootstrap();
  }

  /** What the generator is doing. */
  public GeneratorStatus generator() {
    return generator.status();
  }

  /** Why the loop cannot go on, or why the job restarted last; null while nothing happened. */
  public @Nullable String jobFailure() {
    return cluster.failure(job);
  }

  /** What ended a part that must not end; null while all run. */
  public @Nullable Throwable ended() {
    Throwable generatorFailure = generator.status().failure();
    return generatorFailure != null ? generatorFailure : feed.failure();
  }

  /** Whether the job has ended for good. */
  public boolean jobEnded() {
    return cluster.status(job).isGloballyTerminalState();
  }

  /** Gives no further prompts, so that the stream comes to rest; or gives them again. */
  public void feeding(boolean on) {
    feed.on(on);
  }

  /**
   * Stops the job with a savepoint, from which a later loop on the same state directory goes on. A
   * job that cannot leaves its last checkpoint for that.
   *
   * @return what kept it from a savepoint; null when it has one
   */
  public @Nullable String stopTraining(Duration deadline) {
    try {
      cluster.stopWithSavepoint(job, deadline);
      return null;
    } catch (IllegalStateException e) {
      return e.getMessage();
    }
  }

  /** The evaluation of the newest version; only of a loop that evaluates. */
  public Evaluation lastEvaluation(long step, Duration deadline)
      throws InterruptedException, TimeoutException {
    if (evaluator == null) {
      throw new IllegalStateException("this loop evaluates nothing");
    }
    return evaluator.finish(step, deadline);
  }

  @Override
  public void close() {
    parts.close();
  }

  /** Refuses a device that this machine has not, before learner and generator look for it. */
  private static void requireDevice(String device) {
    Torch.enterThread();
    try {
      Torch.device(device);
    } catch (IllegalArgumentException e) {
      throw new UserError("millrace.learn.device: " + e.getMessage(), e);
    }
  }

  private static @Nullable Path newestCheckpoint(StateDirectory state) {
    return RetainedCheckpoints.newest(
            state.flink().resolve("checkpoints"), state.flink().resolve("savepoints"))
        .orElse(null);
  }

  private static JobID submit(
      LocalCluster cluster, JobSettings settings, @Nullable Path checkpoint) {
    GroupsTopic.check(settings.stream());
    StreamExecutionEnvironment environment = cluster.environment();
    TrainingJob.build(environment, settings);
    return cluster.submit(environment, checkpoint);
  }

  private static <T> void follow(
      LoopPipeline pipeline,
      Closing parts,
      String topic,
      TopicFollower.Decoder<T> decoder,
      Consumer<T> listener) {
    parts.add(TopicFollower.start(pipeline.bootstrap(), topic, decoder, listener));
  }
}
