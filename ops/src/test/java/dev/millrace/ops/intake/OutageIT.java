package dev.millrace.ops.intake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.millrace.ops.feed.PromptFeed;
import dev.millrace.ops.feed.PromptFeedSettings;
import dev.millrace.ops.follow.TopicFollower;
import dev.millrace.ops.ledger.TopicReader;
import dev.millrace.ops.local.Broker;
import dev.millrace.ops.local.Ports;
import dev.millrace.ops.local.TopicCreation;
import dev.millrace.ops.task.AdditionTask;
import dev.millrace.schemas.WeightVersion;
import dev.millrace.schemas.avro.WeightVersionCodec;
import dev.millrace.schemas.topics.TopicSpec;
import dev.millrace.schemas.topics.Topics;
import dev.millrace.server.Generator;
import dev.millrace.server.GeneratorSettings;
import dev.millrace.server.GeneratorStatus;
import dev.millrace.server.sampling.WaitingFor;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A broker that is away for a minute and comes back on the same directory and port. Generator,
 * prompt feed and followers wait, say so, and go on: every prompt has its one group, in order.
 */
class OutageIT {
  private static final Duration DEADLINE = Duration.ofMinutes(2);
  private static final Duration OUTAGE = Duration.ofSeconds(60);
  private static final Topics TOPICS = new Topics("outage");
  private static final int SHARDS = 2;

  /** More than is sampled here: without a job nothing is ever consumed. */
  private static final int BATCH = 100_000;

  @TempDir Path directory;

  @Test
  void everyoneWaitsForTheBrokerAndNothingIsLost() throws Exception {
    Path model = TestPolicy.write(directory, 1);
    Path weights = Files.createDirectory(directory.resolve("weights"));
    Path data = directory.resolve("kafka");
    int port = Ports.free();
    Broker broker = Broker.start(data, port, DEADLINE);
    String bootstrap = broker.bootstrap();
    TopicCreation.create(bootstrap, TopicSpec.ofPipeline(TOPICS, SHARDS), DEADLINE);
    Queue<Throwable> failures = new ConcurrentLinkedQueue<>();
    Queue<WeightVersion> followed = new ConcurrentLinkedQueue<>();
    try (TopicFollower<WeightVersion> follower =
            TopicFollower.start(
                bootstrap, TOPICS.weights(), WeightVersionCodec::decode, followed::add);
        PromptFeed feed =
            PromptFeed.start(
                new PromptFeedSettings(
                    bootstrap,
                    TOPICS.prompts(),
                    GeneratorSettings.consumerGroup(TOPICS),
                    SHARDS,
                    32,
                    Duration.ofMillis(50),
                    PromptFeedSettings.PATIENCE),
                AdditionTask.standard(),
                5,
                Clock.systemUTC(),
                failures::add);
        Generator generator =
            Generator.start(
                TestGenerator.settings(
                    bootstrap, TOPICS, SHARDS, BATCH, model, weights, DEADLINE))) {
      await("groups before the outage")
          .atMost(DEADLINE)
          .until(() -> running(generator).groupsWritten() >= 200);
      broker.close();
      long away = System.nanoTime();
      await("the generator says what it waits for")
          .atMost(Duration.ofSeconds(30))
          .until(() -> running(generator).waitingFor() == WaitingFor.BROKER);
      await("the rest of the outage")
          .atMost(OUTAGE.multipliedBy(2))
          .until(() -> System.nanoTime() - away > OUTAGE.toNanos());
      long written = running(generator).groupsWritten();

      broker = Broker.start(data, port, DEADLINE);
      TestVersions.publish(
          bootstrap,
          TOPICS.weights(),
          TestVersions.write(model, weights.resolve("1.safetensors"), 1, SHARDS));
      await("groups after the outage")
          .atMost(DEADLINE)
          .until(() -> running(generator).groupsWritten() >= written + 200);
      await("the version").atMost(DEADLINE).until(() -> running(generator).step() == 1);
      await("the followed version").atMost(DEADLINE).until(() -> followed.size() == 1);
      assertThat(running(generator).waitingFor()).isNotEqualTo(WaitingFor.BROKER);
      assertThat(failures).isEmpty();
      assertThat(feed).isNotNull();
      assertThat(follower.malformed()).isZero();
    } finally {
      try (TopicReader reader = TopicReader.open(bootstrap, DEADLINE)) {
        SampledGroups sampled = SampledGroups.read(reader, TOPICS);
        sampled.assertPromptsInOrder();
        assertThat(sampled.copies()).isZero();
      }
      broker.close();
    }
  }

  private static GeneratorStatus running(Generator generator) {
    GeneratorStatus status = generator.status();
    assertThat(status.failure()).isNull();
    return status;
  }
}
