package dev.millrace.ops.intake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.millrace.job.JobSettings;
import dev.millrace.job.TrainingJob;
import dev.millrace.ops.feed.PromptFeed;
import dev.millrace.ops.feed.PromptFeedSettings;
import dev.millrace.ops.ledger.TopicReader;
import dev.millrace.ops.local.Broker;
import dev.millrace.ops.local.LocalCluster;
import dev.millrace.ops.local.LocalClusterSettings;
import dev.millrace.ops.local.Ports;
import dev.millrace.ops.local.TopicCreation;
import dev.millrace.ops.loop.StartingPolicy;
import dev.millrace.ops.task.AdditionTask;
import dev.millrace.schemas.DropReason;
import dev.millrace.schemas.avro.DroppedGroupCodec;
import dev.millrace.schemas.topics.TopicSpec;
import dev.millrace.schemas.topics.Topics;
import dev.millrace.server.GeneratorSettings;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Queue;
import java.util.SplittableRandom;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import org.apache.flink.api.common.JobID;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A generator that is killed again and again while the job trains: no prompt is left without its
 * group, what is sampled twice has the same id and the same answers, and the job drops and counts
 * every copy.
 */
class GeneratorKillIT {
  private static final Duration DEADLINE = Duration.ofMinutes(2);
  private static final Topics TOPICS = new Topics("kills");
  private static final int SHARDS = 2;
  private static final int BATCH = 64;
  private static final int KILLS = 4;

  /** Groups between two kills. */
  private static final int GROUPS = 300;

  @TempDir Path directory;

  @Test
  void aKilledGeneratorLosesNoPromptAndItsCopiesAreDroppedAndCounted() throws Exception {
    Path model = TestPolicy.write(directory, 1);
    Path weights = Files.createDirectory(directory.resolve("weights"));
    Queue<Throwable> failures = new ConcurrentLinkedQueue<>();
    try (Broker broker = Broker.start(directory.resolve("kafka"), Ports.free(), DEADLINE);
        LocalCluster cluster =
            LocalCluster.start(
                LocalClusterSettings.laptop(
                    directory.resolve("flink"), directory.resolve("log"), Ports.free()));
        TopicReader reader = TopicReader.open(broker.bootstrap(), DEADLINE)) {
      TopicCreation.create(broker.bootstrap(), TopicSpec.ofPipeline(TOPICS, SHARDS), DEADLINE);
      JobID job = submit(cluster, broker.bootstrap(), model, weights);
      try (PromptFeed feed = feed(broker, failures)) {
        SplittableRandom random = new SplittableRandom(11);
        for (int i = 0; i < KILLS; i++) {
          Process generator = GeneratorProcess.start(arguments(broker, model, weights), log(i));
          awaitGroups(reader, generator, log(i));
          Thread.sleep(random.nextInt(50)); // a kill at any moment of a batch
          generator.destroyForcibly();
          assertThat(generator.waitFor(30, TimeUnit.SECONDS)).isTrue();
        }
        Process generator = GeneratorProcess.start(arguments(broker, model, weights), log(KILLS));
        awaitGroups(reader, generator, log(KILLS));
        generator.destroy();
        assertThat(generator.waitFor(60, TimeUnit.SECONDS)).as("end in order").isTrue();
        assertThat(failures).isEmpty();
        assertThat(feed).isNotNull();
      }
      SampledGroups sampled = SampledGroups.read(reader, TOPICS);
      sampled.assertPromptsInOrder();
      sampled.assertCopiesAgree();
      assertThat(sampled.copies()).as("a kill leaves something to sample again").isPositive();
      await("notices of all copies")
          .atMost(DEADLINE)
          .untilAsserted(() -> assertThat(duplicates(reader)).isEqualTo(sampled.copies()));
      assertThat(cluster.failure(job)).isNull();
      cluster.cancel(job, DEADLINE);
    }
  }

  private static void awaitGroups(TopicReader reader, Process generator, Path log) {
    long before = groups(reader);
    await(GROUPS + " groups; the generator says " + log)
        .atMost(DEADLINE)
        .pollInterval(Duration.ofMillis(20))
        .until(
            () -> {
              assertThat(generator.isAlive()).as("%s", log).isTrue();
              return groups(reader) >= before + GROUPS;
            });
  }

  private static long groups(TopicReader reader) {
    return reader.ranges(TOPICS.groups()).values().stream().mapToLong(r -> r.size()).sum();
  }

  private static long duplicates(TopicReader reader) {
    return reader.values(TOPICS.dropped(), DroppedGroupCodec::decode).stream()
        .filter(notice -> notice.reason() == DropReason.DUPLICATE)
        .count();
  }

  private Path log(int number) {
    return directory.resolve("generator-" + number + ".out");
  }

  private static String[] arguments(Broker broker, Path model, Path weights) {
    return new String[] {
      "generator",
      "--bootstrap",
      broker.bootstrap(),
      "--pipeline",
      TOPICS.pipeline(),
      "--model",
      model.toString(),
      "--weights-dir",
      weights.toString(),
      "--shards",
      String.valueOf(SHARDS),
      "--batch-slots",
      String.valueOf(BATCH),
      "--response-tokens",
      "8",
      "--device",
      "cpu",
      "--set",
      "millrace.generator.group-size=4"
    };
  }

  private static PromptFeed feed(Broker broker, Queue<Throwable> failures) {
    return PromptFeed.start(
        new PromptFeedSettings(
            broker.bootstrap(),
            TOPICS.prompts(),
            GeneratorSettings.consumerGroup(TOPICS),
            SHARDS,
            4 * BATCH,
            Duration.ofMillis(100),
            DEADLINE),
        AdditionTask.standard(),
        5,
        Clock.systemUTC(),
        failures::add);
  }

  private JobID submit(LocalCluster cluster, String bootstrap, Path model, Path weights) {
    StartingPolicy policy = StartingPolicy.read(model);
    Map<String, String> typed = new HashMap<>();
    typed.put("millrace.kafka.bootstrap", bootstrap);
    typed.put("millrace.pipeline", TOPICS.pipeline());
    typed.put("millrace.shards", String.valueOf(SHARDS));
    typed.put("millrace.batch-slots", String.valueOf(BATCH));
    typed.put("millrace.ingest.tokenizer-digest", policy.tokenizerDigest());
    typed.put("millrace.learn.device", "cpu");
    typed.put("millrace.learn.model", model.toString());
    typed.put("millrace.learn.state-dir", directory.resolve("blobs").toString());
    typed.put("millrace.learn.weights-dir", weights.toString());
    StreamExecutionEnvironment environment = cluster.environment();
    TrainingJob.build(environment, JobSettings.from(typed));
    return cluster.submit(environment);
  }
}
