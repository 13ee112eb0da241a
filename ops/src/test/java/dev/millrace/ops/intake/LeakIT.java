package dev.millrace.ops.intake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.millrace.job.JobSettings;
import dev.millrace.job.TrainingJob;
import dev.millrace.ops.feed.PromptFeed;
import dev.millrace.ops.feed.PromptFeedSettings;
import dev.millrace.ops.follow.TopicFollower;
import dev.millrace.ops.local.Broker;
import dev.millrace.ops.local.LocalCluster;
import dev.millrace.ops.local.LocalClusterSettings;
import dev.millrace.ops.local.Ports;
import dev.millrace.ops.local.TopicCreation;
import dev.millrace.ops.loop.StartingPolicy;
import dev.millrace.ops.task.AdditionTask;
import dev.millrace.schemas.Sampling;
import dev.millrace.schemas.StepRecord;
import dev.millrace.schemas.avro.StepRecordCodec;
import dev.millrace.schemas.topics.TopicSpec;
import dev.millrace.schemas.topics.Topics;
import dev.millrace.server.Generator;
import dev.millrace.server.GeneratorSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.apache.flink.api.common.JobID;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Job and generator, started and stopped again and again beside a broker and a cluster that stay:
 * no thread, file, temporary directory or native array is left behind.
 */
class LeakIT {
  private static final Duration DEADLINE = Duration.ofMinutes(2);
  private static final int SHARDS = 2;
  private static final int STEPS = 12;

  /** Pools of broker and cluster grow at first, and classes are loaded from jars. */
  private static final int WARM_UP = 2;

  private static final int ROUNDS = 4;

  @TempDir Path directory;

  @Test
  void whatIsStartedAndStoppedLeavesNothingBehind() throws Exception {
    Path model = TestPolicy.write(directory, 1);
    try (Broker broker = Broker.start(directory.resolve("kafka"), Ports.free(), DEADLINE);
        LocalCluster cluster =
            LocalCluster.start(
                LocalClusterSettings.laptop(
                    directory.resolve("flink"), directory.resolve("log"), Ports.free()))) {
      for (int round = 0; round < WARM_UP; round++) {
        run(broker, cluster, model, round);
      }
      Thread.sleep(2000); // the ends of the last round come through
      Resources before = held();
      for (int round = WARM_UP; round < WARM_UP + ROUNDS; round++) {
        run(broker, cluster, model, round);
      }
      await("what is left of " + ROUNDS + " rounds")
          .atMost(Duration.ofSeconds(30))
          .untilAsserted(() -> before.assertNotLessThan(held()));
    }
  }

  private Resources held() throws IOException {
    return Resources.now(directory.resolve("flink").resolve("work"), directory.resolve("kafka"));
  }

  /** A pipeline of its own, from the first prompt to some steps, and its end. */
  private void run(Broker broker, LocalCluster cluster, Path model, int round) throws Exception {
    Topics topics = new Topics("round-" + round);
    TopicCreation.create(broker.bootstrap(), TopicSpec.ofPipeline(topics, SHARDS), DEADLINE);
    Path state = Files.createDirectory(directory.resolve(topics.pipeline()));
    Path weights = Files.createDirectory(state.resolve("weights"));
    Queue<StepRecord> steps = new ConcurrentLinkedQueue<>();
    Queue<Throwable> failures = new ConcurrentLinkedQueue<>();
    JobID job = submit(cluster, broker.bootstrap(), topics, model, state);
    try (TopicFollower<StepRecord> ledger =
            TopicFollower.start(
                broker.bootstrap(), topics.ledger(), StepRecordCodec::decode, steps::add);
        PromptFeed feed = feed(broker, topics, failures);
        Generator generator = Generator.start(generator(broker, topics, model, weights))) {
      await("steps of round " + round).atMost(DEADLINE).until(() -> steps.size() >= STEPS);
      assertThat(generator.status().failure()).isNull();
      assertThat(failures).isEmpty();
      assertThat(ledger).isNotNull();
      assertThat(feed).isNotNull();
    }
    cluster.cancel(job, DEADLINE);
  }

  private static GeneratorSettings generator(
      Broker broker, Topics topics, Path model, Path weights) {
    return new GeneratorSettings(
        broker.bootstrap(),
        topics,
        SHARDS,
        8,
        model,
        weights,
        "cpu",
        2,
        new Sampling(1f, 1f, 0, 8, 1),
        1,
        16,
        "generator-1",
        DEADLINE,
        Map.of());
  }

  private static PromptFeed feed(Broker broker, Topics topics, Queue<Throwable> failures) {
    return PromptFeed.start(
        new PromptFeedSettings(
            broker.bootstrap(),
            topics.prompts(),
            GeneratorSettings.consumerGroup(topics),
            SHARDS,
            32,
            Duration.ofMillis(50),
            DEADLINE),
        AdditionTask.standard(),
        5,
        Clock.systemUTC(),
        failures::add);
  }

  private static JobID submit(
      LocalCluster cluster, String bootstrap, Topics topics, Path model, Path state) {
    Map<String, String> typed = new HashMap<>();
    typed.put("millrace.kafka.bootstrap", bootstrap);
    typed.put("millrace.pipeline", topics.pipeline());
    typed.put("millrace.shards", String.valueOf(SHARDS));
    typed.put("millrace.batch-slots", "8");
    typed.put("millrace.ingest.tokenizer-digest", StartingPolicy.read(model).tokenizerDigest());
    typed.put("millrace.learn.device", "cpu");
    typed.put("millrace.learn.model", model.toString());
    typed.put("millrace.learn.state-dir", state.resolve("blobs").toString());
    typed.put("millrace.learn.weights-dir", state.resolve("weights").toString());
    StreamExecutionEnvironment environment = cluster.environment();
    TrainingJob.build(environment, JobSettings.from(typed));
    return cluster.submit(environment);
  }
}
