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
import dev.millrace.server.GeneratorStatus;
import dev.millrace.server.metrics.GeneratorMetrics;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.Collectors;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Every way to spoil a weights file, announced one after the other to a generator that samples:
 * each is refused and named, the old weights go on, no group fails; a good file is installed, also
 * when it comes later than its announcement.
 */
class RefusedWeightsIT {
  private static final Duration DEADLINE = Duration.ofMinutes(2);
  private static final Topics TOPICS = new Topics("spoiled");
  private static final int SHARDS = 2;
  private static final int BATCH = 1_000_000;

  @TempDir Path directory;

  @Test
  void spoiledWeightsNeverServeAndSamplingGoesOn() throws Exception {
    Path model = TestPolicy.write(directory, 1);
    Path weights = Files.createDirectory(directory.resolve("weights"));
    WeightVersion good = TestVersions.write(model, weights.resolve("good"), 1, SHARDS);
    Queue<Throwable> failures = new ConcurrentLinkedQueue<>();
    try (Broker broker = Broker.start(directory.resolve("kafka"), Ports.free(), DEADLINE)) {
      TopicCreation.create(broker.bootstrap(), TopicSpec.ofPipeline(TOPICS, SHARDS), DEADLINE);
      List<SpoiledWeights> all = SpoiledWeights.all();
      try (PromptFeed feed =
              TestGenerator.feed(broker.bootstrap(), TOPICS, SHARDS, DEADLINE, failures::add);
          Generator generator =
              Generator.start(
                  TestGenerator.settings(
                      broker.bootstrap(), TOPICS, SHARDS, BATCH, model, weights, DEADLINE));
          GeneratorMetrics metrics = new GeneratorMetrics(generator::status)) {
        announce(broker, good);
        waiting("the first good version").until(() -> running(generator).step() == 1);
        for (int i = 0; i < all.size(); i++) {
          refuses(broker, generator, all.get(i), spoiled(all.get(i), good, weights, i + 2));
        }
        assertThat(running(generator).versionsInstalled()).isEqualTo(1);
        assertThat(metrics.text())
            .contains("millrace_generator_weight_refused_step " + (all.size() + 1) + ".0")
            .contains("millrace_generator_weight_refused_lineage 1.0")
            .contains("millrace_generator_weight_step 1.0");
        installsAFileThatComesLate(broker, generator, good, weights, all.size() + 2);
        assertThat(running(generator).groupsRefused()).isZero();
        assertThat(failures).isEmpty();
        assertThat(feed).isNotNull();
      }
      assertThat(all).hasSizeGreaterThanOrEqualTo(40);
      assertOnlyGoodVersionsSampled(broker, all.size() + 2);
    }
  }

  private static void refuses(
      Broker broker, Generator generator, SpoiledWeights how, WeightVersion version)
      throws Exception {
    announce(broker, version);
    waiting("refusal of " + how.name())
        .until(() -> running(generator).refusedStep() == version.step());
    GeneratorStatus refused = running(generator);
    assertThat(refused.refusal()).as("%s", how.name()).isNotNull();
    assertThat(refused.step()).as("%s", how.name()).isEqualTo(1);
    waiting("groups after " + how.name())
        .until(() -> running(generator).groupsWritten() > refused.groups());
  }

  private static void installsAFileThatComesLate(
      Broker broker, Generator generator, WeightVersion good, Path weights, long step)
      throws Exception {
    Path late = weights.resolve("late");
    WeightsFile file = new WeightsFile(late, good.sha256(), good.bytes());
    announce(broker, TestVersions.of(file, step, SHARDS, good.canary()));
    waiting("refusal of a file that is not there")
        .until(() -> running(generator).refusedStep() == step);
    Files.copy(weights.resolve("good"), weights.resolve("part"));
    Files.move(weights.resolve("part"), late, StandardCopyOption.ATOMIC_MOVE);
    waiting("the file that came late").until(() -> running(generator).step() == step);
    assertThat(running(generator).refusal()).isNull();
    long before = running(generator).groups();
    waiting("groups of the new version")
        .until(() -> running(generator).groupsWritten() > before + 100);
  }

  /** The version of a spoiled file; its digest is that of the good one unless it is digested. */
  private static WeightVersion spoiled(
      SpoiledWeights how, WeightVersion good, Path weights, long step) throws Exception {
    Path path = weights.resolve("spoiled-" + step);
    byte[] bytes = how.change().apply(Files.readAllBytes(weights.resolve("good")));
    Files.write(path, bytes);
    WeightsFile file =
        how.digested()
            ? new WeightsFile(path, WeightsFile.digest(path), bytes.length)
            : new WeightsFile(path, good.sha256(), good.bytes());
    return TestVersions.of(file, step, SHARDS, good.canary());
  }

  private static void assertOnlyGoodVersionsSampled(Broker broker, long last) {
    try (TopicReader reader = TopicReader.open(broker.bootstrap(), DEADLINE)) {
      SampledGroups sampled = SampledGroups.read(reader, TOPICS);
      sampled.assertPromptsInOrder();
      assertThat(sampled.copies()).isZero();
      assertThat(
              sampled.groups().values().stream()
                  .flatMap(shard -> shard.values().stream())
                  .flatMap(copies -> copies.get(0).responses().stream())
                  .map(Response::spans)
                  .flatMap(List::stream)
                  .map(VersionSpan::step)
                  .collect(Collectors.toSet()))
          .isSubsetOf(0L, 1L, last)
          .contains(1L, last);
    }
  }

  private static void announce(Broker broker, WeightVersion version) throws Exception {
    TestVersions.publish(broker.bootstrap(), TOPICS.weights(), version);
  }

  private static ConditionFactory waiting(String what) {
    return await(what).atMost(DEADLINE).pollInterval(Duration.ofMillis(10));
  }

  private static GeneratorStatus running(Generator generator) {
    GeneratorStatus status = generator.status();
    assertThat(status.failure()).isNull();
    return status;
  }
}
