package dev.millrace.ops.demo;

import dev.millrace.job.JobSettings;
import dev.millrace.job.TrainingJob;
import dev.millrace.ops.evaluation.Evaluation;
import dev.millrace.ops.evaluation.Evaluator;
import dev.millrace.ops.feed.PromptFeed;
import dev.millrace.ops.follow.TopicFollower;
import dev.millrace.ops.local.Broker;
import dev.millrace.ops.local.LocalCluster;
import dev.millrace.ops.local.StateDirectory;
import dev.millrace.ops.local.TopicCreation;
import dev.millrace.ops.report.RunHistory;
import dev.millrace.schemas.avro.StepRecordCodec;
import dev.millrace.schemas.avro.WeightVersionCodec;
import dev.millrace.schemas.topics.TopicSpec;
import dev.millrace.server.Generator;
import dev.millrace.server.GeneratorStatus;
import java.net.URI;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.flink.api.common.JobID;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.jspecify.annotations.Nullable;

/**
 * The whole loop in this process: broker, cluster with the job, generator, prompt feed, evaluator,
 * and the followers that write down what happens.
 */
final class Loop implements AutoCloseable {
  private static final Duration START = Duration.ofMinutes(2);
  private static final Duration CANCEL = Duration.ofSeconds(15);

  private final Closing parts;
  private final Broker broker;
  private final LocalCluster cluster;
  private final JobID job;
  private final Generator generator;
  private final Evaluator evaluator;
  private final AtomicReference<@Nullable Throwable> feedFailure;

  private Loop(
      Closing parts,
      Broker broker,
      LocalCluster cluster,
      JobID job,
      Generator generator,
      Evaluator evaluator,
      AtomicReference<@Nullable Throwable> feedFailure) {
    this.parts = parts;
    this.broker = broker;
    this.cluster = cluster;
    this.job = job;
    this.generator = generator;
    this.evaluator = evaluator;
    this.feedFailure = feedFailure;
  }

  /**
   * Starts every part, side by side where they do not need each other.
   *
   * @param demo what was asked
   * @param state directories of the run
   * @param history takes in every step and every evaluation
   * @param lifeline called now and then; throws to end the start
   * @param console is told how the starting policy is made
   */
  static Loop start(
      DemoSettings demo,
      StateDirectory state,
      RunHistory history,
      Runnable lifeline,
      Console console) {
    ChosenPort kafkaPort = ChosenPort.of("--kafka-port", demo.kafkaPort(), 9092);
    ChosenPort dashboardPort = ChosenPort.of("--dashboard-port", demo.dashboardPort(), 8081);
    Supply supply = Supply.of(demo);
    // Before anything starts: an option that was typed wrongly should cost no waiting.
    DemoPipeline planned = DemoPipeline.of(demo, state, "not yet known", demo.cacheDirectory());
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
      Path policy =
          supply.startingPolicy(
              demo,
              line -> {
                lifeline.run();
                console.note(line);
              });
      lifeline.run();
      DemoPipeline pipeline = DemoPipeline.of(demo, state, broker.get(START).bootstrap(), policy);
      JobSettings settings = pipeline.job();
      TopicCreation.create(
          pipeline.bootstrap(),
          TopicSpec.ofPipeline(DemoPipeline.TOPICS, settings.stream().shards()),
          START);

      Parallel<JobID> job =
          parts.start(
              "job",
              () -> submit(cluster.get(START), settings),
              id -> cluster.get(START).cancel(id, CANCEL));
      Evaluator evaluator =
          parts.add(
              Evaluator.start(
                  policy,
                  supply.source(),
                  supply.judge(),
                  pipeline.evaluator(),
                  Clock.systemUTC(),
                  history::add));
      follow(pipeline, parts, history, evaluator);
      AtomicReference<@Nullable Throwable> feedFailure = new AtomicReference<>();
      parts.add(
          PromptFeed.start(
              pipeline.feed(), supply.source(), demo.seed(), Clock.systemUTC(), feedFailure::set));
      Generator generator =
          parts.add(Generator.start(pipeline.generator(supply.source().maxResponseTokens())));
      return new Loop(
          parts,
          broker.get(START),
          cluster.get(START),
          job.get(START),
          generator,
          evaluator,
          feedFailure);
    } catch (RuntimeException e) {
      parts.close();
      throw e;
    }
  }

  /** Where the Flink dashboard is. */
  URI dashboard() {
    return cluster.dashboard();
  }

  /** Where Kafka clients connect. */
  String bootstrap() {
    return broker.bootstrap();
  }

  GeneratorStatus generator() {
    return generator.status();
  }

  /** Why the loop cannot go on, or why the job restarted last; null while nothing happened. */
  @Nullable String jobFailure() {
    return cluster.failure(job);
  }

  /** What ended a part that must not end; null while all run. */
  @Nullable Throwable ended() {
    Throwable generatorFailure = generator.status().failure();
    return generatorFailure != null ? generatorFailure : feedFailure.get();
  }

  /** The evaluation of the newest version. */
  Evaluation lastEvaluation(long step, Duration deadline)
      throws InterruptedException, TimeoutException {
    return evaluator.finish(step, deadline);
  }

  @Override
  public void close() {
    parts.close();
  }

  private static JobID submit(LocalCluster cluster, JobSettings settings) {
    StreamExecutionEnvironment environment = cluster.environment();
    TrainingJob.build(environment, settings);
    return cluster.submit(environment);
  }

  private static void follow(
      DemoPipeline pipeline, Closing parts, RunHistory history, Evaluator evaluator) {
    parts.add(
        TopicFollower.start(
            pipeline.bootstrap(),
            DemoPipeline.TOPICS.ledger(),
            StepRecordCodec::decode,
            history::add));
    parts.add(
        TopicFollower.start(
            pipeline.bootstrap(),
            DemoPipeline.TOPICS.weights(),
            WeightVersionCodec::decode,
            evaluator::offer));
  }
}
