package dev.millrace.ops.intake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.millrace.ops.feed.PromptFeed;
import dev.millrace.ops.ledger.TopicReader;
import dev.millrace.ops.local.Broker;
import dev.millrace.ops.local.Ports;
import dev.millrace.ops.local.TopicCreation;
import dev.millrace.policy.WeightsFile;
import dev.millrace.schemas.Response;
import dev.millrace.schemas.VersionSpan;
import dev.millrace.schemas.WeightVersion;
import dev.millrace.schemas.topics.TopicSpec;
import dev.millrace.schemas.topics.Topics;
import dev.millrace.server.Generator;
import dev.millrace.server.engine.EngineSettings;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.Collectors;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A generator that answers live requests while it samples groups, and takes a hundred weight
 * versions meanwhile: no request fails, every answer is whole, and groups say which version sampled
 * which tokens.
 */
class LiveRequestsIT {
  private static final Duration DEADLINE = Duration.ofMinutes(2);
  private static final Topics TOPICS = new Topics("live");
  private static final int SHARDS = 2;
  private static final int BATCH = 1_000_000;
  private static final int SWAPS = 100;
  private static final int CLIENTS = 6;

  @TempDir Path directory;

  @Test
  void aHundredVersionsAreTakenUnderLoadAndNoRequestFails() throws Exception {
    Path model = TestPolicy.write(directory, 1);
    Path other = TestPolicy.write(Files.createDirectory(directory.resolve("other")), 2);
    Path weights = Files.createDirectory(directory.resolve("weights"));
    WeightVersion even = TestVersions.write(model, weights.resolve("even"), 1, SHARDS);
    WeightVersion odd = TestVersions.write(other, weights.resolve("odd"), 1, SHARDS);
    Queue<Throwable> failures = new ConcurrentLinkedQueue<>();
    try (Broker broker = Broker.start(directory.resolve("kafka"), Ports.free(), DEADLINE)) {
      TopicCreation.create(broker.bootstrap(), TopicSpec.ofPipeline(TOPICS, SHARDS), DEADLINE);
      try (PromptFeed feed =
              TestGenerator.feed(broker.bootstrap(), TOPICS, SHARDS, DEADLINE, failures::add);
          Generator generator =
              Generator.start(
                  TestGenerator.settings(
                      broker.bootstrap(), TOPICS, SHARDS, BATCH, model, weights, DEADLINE),
                  EngineSettings.DEFAULT);
          LiveClients clients = LiveClients.start(generator.engine(), CLIENTS)) {
        for (int step = 1; step <= SWAPS; step++) {
          swap(broker, generator, step % 2 == 0 ? even : odd, step);
        }
        long before = clients.answers();
        waiting("answers after the last swap").until(() -> clients.answers() > before + CLIENTS);
        assertThat(clients.failures()).isEmpty();
        assertThat(clients.answersOfSeveralVersions()).isPositive();
        assertThat(generator.status().versionsInstalled()).isEqualTo(SWAPS);
        assertThat(generator.status().versionsRefused()).isZero();
        assertThat(generator.status().failure()).isNull();
        assertThat(failures).isEmpty();
        assertThat(feed).isNotNull();
      }
      assertGroups(broker);
    }
  }

  private static void swap(Broker broker, Generator generator, WeightVersion like, long step)
      throws Exception {
    WeightsFile file = new WeightsFile(Path.of(like.uri()), like.sha256(), like.bytes());
    TestVersions.publish(
        broker.bootstrap(), TOPICS.weights(), TestVersions.of(file, step, SHARDS, like.canary()));
    long groups = generator.status().groups();
    waiting("version " + step).until(() -> generator.status().step() == step);
    if (step % 10 == 0) {
      waiting("groups after version " + step).until(() -> generator.status().groups() > groups);
    }
  }

  private static void assertGroups(Broker broker) {
    try (TopicReader reader = TopicReader.open(broker.bootstrap(), DEADLINE)) {
      SampledGroups sampled = SampledGroups.read(reader, TOPICS);
      sampled.assertPromptsInOrder();
      assertThat(sampled.copies()).isZero();
      List<Response> responses =
          sampled.groups().values().stream()
              .flatMap(shard -> shard.values().stream())
              .flatMap(copies -> copies.get(0).responses().stream())
              .toList();
      assertThat(
              responses.stream()
                  .flatMap(response -> response.spans().stream())
                  .map(VersionSpan::step)
                  .collect(Collectors.toSet()))
          .hasSizeGreaterThan(SWAPS / 10);
      for (Response response : responses) {
        List<Long> steps = response.spans().stream().map(VersionSpan::step).toList();
        assertThat(steps).isSorted().doesNotHaveDuplicates();
      }
    }
  }

  private static ConditionFactory waiting(String what) {
    return await(what).atMost(DEADLINE).pollInterval(Duration.ofMillis(5));
  }
}
