package dev.millrace.ops.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.millrace.job.Arm;
import dev.millrace.job.TrainingJob;
import dev.millrace.ops.follow.TopicFollower;
import dev.millrace.ops.ledger.TopicReader;
import dev.millrace.ops.local.Broker;
import dev.millrace.ops.local.LocalClusterSettings;
import dev.millrace.ops.local.Ports;
import dev.millrace.schemas.StepRecord;
import dev.millrace.schemas.WeightVersion;
import dev.millrace.schemas.avro.StepRecordCodec;
import dev.millrace.schemas.avro.WeightVersionCodec;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.apache.flink.api.common.JobID;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.core.execution.SavepointFormatType;
import org.apache.flink.runtime.jobgraph.JobGraph;
import org.apache.flink.runtime.jobgraph.SavepointRestoreSettings;
import org.apache.flink.runtime.minicluster.MiniCluster;
import org.apache.flink.runtime.minicluster.MiniClusterConfiguration;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Recorded runs whose task manager is lost on the way. */
class RecordedRestartIT {
  private static final Duration DEADLINE = Duration.ofMinutes(2);
  private static final int STEPS = 120;

  @TempDir static Path directory;

  private static Broker broker;
  private static Path model;

  @BeforeAll
  static void start() throws Exception {
    broker = Broker.start(directory.resolve("kafka"), Ports.free(), DEADLINE);
    model = RecordedGroups.policy(directory);
    RecordedGroups.write(broker.bootstrap(), "rec", model, 7, 4 * STEPS + 2, 4 * STEPS);
  }

  @AfterAll
  static void end() {
    broker.close();
  }

  @Test
  void runWithLossesEndsWithTheBytesOfARunWithout() throws Exception {
    RunOutcome whole = outcome("whole", 1, List.of(), false);
    RunOutcome lossy = outcome("lossy", 2, List.of(10, 50, 51, 100), false);
    assertThat(whole.version().step()).isEqualTo(STEPS);
    assertThat(whole.exactlyOnce()).isTrue();
    assertThat(lossy.exactlyOnce()).isTrue();
    assertThat(lossy.ledger().cuts().size()).isGreaterThan(whole.ledger().cuts().size());
    assertThat(lossy.version().sha256()).isEqualTo(whole.version().sha256());
    assertThat(lossy.ledgerDigest()).isEqualTo(whole.ledgerDigest());
  }

  /** The loss right behind the last version undoes it, or comes when only the sinks are left. */
  @Test
  void runThatIsLostAtItsVeryEndStillEnds() throws Exception {
    RunOutcome lost = outcome("end", 1, List.of(), true);
    assertThat(lost.version().step()).isEqualTo(STEPS);
    assertThat(lost.exactlyOnce()).isTrue();
  }

  /** Stop with savepoint and 1 to 2, cancel with checkpoint and 2 to 1. */
  @Test
  void runThatIsSubmittedAgainAtAnotherParallelismEndsWithTheSameBytes() throws Exception {
    RunOutcome whole = outcome("once", 1, List.of(), false);
    RecordedRun run = run("again", 1);
    RecordedRun wider = run("again", 2);
    RunTopics.create(broker.bootstrap(), run.topics(), DEADLINE);
    Configuration configuration = configuration(run, 2);
    AtomicLong step = new AtomicLong();
    try (MiniCluster cluster = cluster(configuration, 2);
        var steps = follow(run.topics().ledger(), StepRecordCodec::decode, record(step))) {
      cluster.start();
      Path checkpoint = null;
      for (int at : List.of(20, 60, Integer.MAX_VALUE)) {
        JobGraph graph = graph(configuration, at == 60 ? wider : run);
        if (checkpoint != null) {
          graph.setSavepointRestoreSettings(
              SavepointRestoreSettings.forPath(checkpoint.toUri().toString()));
        }
        JobID job = cluster.submitJob(graph).get(30, TimeUnit.SECONDS).getJobID();
        var result = cluster.requestJobResult(job);
        if (at == Integer.MAX_VALUE) {
          assertThat(result.get(DEADLINE.toSeconds(), TimeUnit.SECONDS).isSuccess()).isTrue();
        } else {
          await().atMost(DEADLINE).until(() -> step.get() >= at);
          checkpoint = at == 20 ? stopped(cluster, job) : cancelled(cluster, configuration, job);
          result.get(DEADLINE.toSeconds(), TimeUnit.SECONDS);
        }
      }
      assertThat(steps.malformed()).isZero();
    }
    try (TopicReader reader = TopicReader.open(broker.bootstrap(), DEADLINE)) {
      RunOutcome again = RunOutcome.read(reader, run.topics(), run.recording());
      assertThat(again.exactlyOnce()).isTrue();
      assertThat(again.version().sha256()).isEqualTo(whole.version().sha256());
      assertThat(again.ledgerDigest()).isEqualTo(whole.ledgerDigest());
    }
  }

  private static Path stopped(MiniCluster cluster, JobID job) throws Exception {
    String directory = RecordedRestartIT.directory.resolve("savepoints").toUri().toString();
    // A source that is just ending declines the savepoint; once it has ended there is one.
    return await("the savepoint")
        .atMost(DEADLINE)
        .ignoreException(ExecutionException.class)
        .until(
            () ->
                Path.of(
                    URI.create(
                        cluster
                            .stopWithSavepoint(job, directory, false, SavepointFormatType.CANONICAL)
                            .get(60, TimeUnit.SECONDS))),
            savepoint -> true);
  }

  private static @Nullable Path cancelled(
      MiniCluster cluster, Configuration configuration, JobID job) throws Exception {
    await().atMost(DEADLINE).until(() -> checkpoint(configuration, job) != null);
    cluster.cancelJob(job).get(30, TimeUnit.SECONDS);
    await().atMost(DEADLINE).until(() -> cluster.getJobStatus(job).get().isTerminalState());
    return checkpoint(configuration, job);
  }

  private static @Nullable Path checkpoint(Configuration configuration, JobID job)
      throws Exception {
    URI parent = URI.create(configuration.getString("execution.checkpointing.dir", ""));
    Path directory = Path.of(parent).resolve(job.toHexString());
    if (!Files.exists(directory)) {
      return null;
    }
    try (Stream<Path> checkpoints = Files.list(directory)) {
      return checkpoints
          .filter(path -> Files.exists(path.resolve("_metadata")))
          .max(Comparator.comparingLong(path -> path.toFile().lastModified()))
          .orElse(null);
    }
  }

  private static RecordedRun run(String name, int parallelism) {
    try (TopicReader reader = TopicReader.open(broker.bootstrap(), DEADLINE)) {
      return new RecordedRun(
          broker.bootstrap(),
          name,
          RecordedRun.freeze(reader, "rec", 0),
          Arm.POPO,
          model,
          directory.resolve(name + "-learner"),
          directory.resolve(name + "-weights"),
          Map.of(
              "millrace.batch-slots", "8",
              "millrace.parallelism", String.valueOf(parallelism),
              "millrace.learn.publish-every", "2",
              "millrace.learn.blob-every-steps", "7"));
    }
  }

  private static Configuration configuration(RecordedRun run, int parallelism) {
    Configuration configuration =
        LocalClusterSettings.laptop(
                directory.resolve(run.name() + "-flink"), directory.resolve("log"), Ports.free())
            .withSlots(parallelism + 1)
            .configuration();
    configuration.setString("execution.checkpointing.interval", "100 ms");
    configuration.setString("execution.checkpointing.min-pause", "0 ms");
    configuration.setString("restart-strategy.exponential-delay.initial-backoff", "50 ms");
    return configuration;
  }

  private static MiniCluster cluster(Configuration configuration, int parallelism) {
    return new MiniCluster(
        new MiniClusterConfiguration.Builder()
            .setConfiguration(configuration)
            .setNumTaskManagers(1)
            .setNumSlotsPerTaskManager(parallelism + 1)
            .build());
  }

  private static JobGraph graph(Configuration configuration, RecordedRun run) {
    StreamExecutionEnvironment environment =
        StreamExecutionEnvironment.getExecutionEnvironment(configuration);
    TrainingJob.build(environment, run.settings());
    return environment.getStreamGraph().getJobGraph();
  }

  private static RunOutcome outcome(
      String name, int parallelism, List<Integer> losses, boolean lossAtTheEnd) throws Exception {
    RecordedRun run = run(name, parallelism);
    RunTopics.create(broker.bootstrap(), run.topics(), DEADLINE);
    train(run, parallelism, losses, lossAtTheEnd);
    try (TopicReader reader = TopicReader.open(broker.bootstrap(), DEADLINE)) {
      return RunOutcome.read(reader, run.topics(), run.recording());
    }
  }

  private static void train(
      RecordedRun run, int parallelism, List<Integer> losses, boolean lossAtTheEnd)
      throws Exception {
    Configuration configuration = configuration(run, parallelism);
    AtomicLong step = new AtomicLong();
    AtomicBoolean last = new AtomicBoolean();
    try (MiniCluster cluster = cluster(configuration, parallelism);
        var steps = follow(run.topics().ledger(), StepRecordCodec::decode, record(step));
        var versions = follow(run.topics().weights(), WeightVersionCodec::decode, version(last))) {
      cluster.start();
      JobID job = cluster.submitJob(graph(configuration, run)).get(30, TimeUnit.SECONDS).getJobID();
      var result = cluster.requestJobResult(job);
      for (int at : losses) {
        await().atMost(DEADLINE).until(() -> step.get() >= at);
        lose(cluster);
      }
      if (lossAtTheEnd) {
        await().atMost(DEADLINE).pollInterval(Duration.ofMillis(2)).until(last::get);
        lose(cluster);
      }
      assertThat(result.get(DEADLINE.toSeconds(), TimeUnit.SECONDS).isSuccess()).isTrue();
      assertThat(steps.malformed() + versions.malformed()).isZero();
    }
  }

  private static void lose(MiniCluster cluster) throws Exception {
    cluster.terminateTaskManager(0).get(60, TimeUnit.SECONDS);
    cluster.startTaskManager();
  }

  private static Consumer<StepRecord> record(AtomicLong step) {
    return record -> step.accumulateAndGet(record.step(), Math::max);
  }

  private static Consumer<WeightVersion> version(AtomicBoolean last) {
    return version -> last.compareAndSet(false, version.last());
  }

  private static <T> TopicFollower<T> follow(
      String topic, TopicFollower.Decoder<T> decoder, Consumer<T> listener) {
    return TopicFollower.start(broker.bootstrap(), topic, decoder, listener);
  }
}
