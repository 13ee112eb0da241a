package dev.millrace.ops.intake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.millrace.ops.Millrace;
import dev.millrace.ops.feed.PromptFeed;
import dev.millrace.ops.ledger.TopicReader;
import dev.millrace.ops.local.Broker;
import dev.millrace.ops.local.Ports;
import dev.millrace.ops.local.TopicCreation;
import dev.millrace.schemas.ResponseGroup;
import dev.millrace.schemas.WeightVersion;
import dev.millrace.schemas.avro.ResponseGroupCodec;
import dev.millrace.schemas.topics.TopicSpec;
import dev.millrace.schemas.topics.Topics;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Generators that share a pipeline: one that comes later takes some of the shards and starts from
 * the newest version; when it is killed, its shards go on with the other one.
 */
class SeveralGeneratorsIT {
  private static final Duration DEADLINE = Duration.ofMinutes(2);
  private static final Topics TOPICS = new Topics("several");
  private static final int SHARDS = 4;
  private static final int GROUPS = 40;

  @TempDir Path directory;

  @Test
  void oneComesLaterAndIsKilledAndNoPromptIsLost() throws Exception {
    Path model = TestPolicy.write(directory, 1);
    Path weights = Files.createDirectory(directory.resolve("weights"));
    Queue<Throwable> failures = new ConcurrentLinkedQueue<>();
    try (Broker broker = Broker.start(directory.resolve("kafka"), Ports.free(), DEADLINE);
        TopicReader reader = TopicReader.open(broker.bootstrap(), DEADLINE)) {
      TopicCreation.create(broker.bootstrap(), TopicSpec.ofPipeline(TOPICS, SHARDS), DEADLINE);
      Process first = start(broker, model, weights, "first");
      Process second = null;
      try (PromptFeed feed =
          TestGenerator.feed(broker.bootstrap(), TOPICS, SHARDS, DEADLINE, failures::add)) {
        awaitGroups(reader, "first", Set.of(0, 1, 2, 3));
        publish(broker, model, weights);
        second = start(broker, model, weights, "second");
        await("the second generator has shards, and the first has some left")
            .atMost(DEADLINE)
            .untilAsserted(
                () -> {
                  assertThat(groupsOf(reader, "second")).hasSizeGreaterThanOrEqualTo(GROUPS);
                  String status = status(broker);
                  assertThat(status).contains("generator    first: version 1.1, 0 behind");
                  assertThat(status).contains("generator    second: version 1.1, 0 behind");
                });
        assertThat(groupsOf(reader, "second").get(0).responses())
            .allSatisfy(
                response -> assertThat(response.spans()).allMatch(span -> span.step() == 1));
        second.destroyForcibly();
        assertThat(second.waitFor(30, TimeUnit.SECONDS)).isTrue();
        Map<Integer, Long> before = ends(reader);
        await("every shard goes on")
            .atMost(DEADLINE)
            .untilAsserted(
                () ->
                    assertThat(ends(reader))
                        .allSatisfy(
                            (shard, end) ->
                                assertThat(end)
                                    .as("shard %d", shard)
                                    .isGreaterThan(before.get(shard) + 5)));
        first.destroy();
        assertThat(first.waitFor(60, TimeUnit.SECONDS)).as("end in order").isTrue();
        assertThat(feed).isNotNull();
      } finally {
        first.destroyForcibly();
        if (second != null) {
          second.destroyForcibly();
        }
      }
      assertThat(failures).isEmpty();
      SampledGroups sampled = SampledGroups.read(reader, TOPICS);
      sampled.assertPromptsInOrder();
    }
  }

  private static void awaitGroups(TopicReader reader, String id, Set<Integer> shards) {
    await(GROUPS + " groups of " + id + " in " + shards)
        .atMost(DEADLINE)
        .until(
            () ->
                groupsOf(reader, id).size() >= GROUPS
                    && new TreeSet<>(ends(reader).keySet()).containsAll(shards));
  }

  private static List<ResponseGroup> groupsOf(TopicReader reader, String id) {
    return reader.values(TOPICS.groups(), ResponseGroupCodec::decode).stream()
        .filter(group -> group.generatorId().equals(id))
        .toList();
  }

  private static Map<Integer, Long> ends(TopicReader reader) {
    return reader.ranges(TOPICS.groups()).entrySet().stream()
        .collect(Collectors.toMap(Map.Entry::getKey, shard -> shard.getValue().end()));
  }

  private static String status(Broker broker) {
    StringWriter out = new StringWriter();
    Millrace.commandLine()
        .setOut(new PrintWriter(out))
        .execute("status", "--bootstrap", broker.bootstrap(), "--pipeline", TOPICS.pipeline());
    return out.toString();
  }

  /** What a learner would: a version after which it has taken nothing yet. */
  private static void publish(Broker broker, Path model, Path weights) throws Exception {
    WeightVersion version =
        TestVersions.write(model, weights.resolve("1-1.safetensors"), 1, SHARDS);
    TestVersions.publish(broker.bootstrap(), TOPICS.weights(), version);
  }

  private Process start(Broker broker, Path model, Path weights, String id) throws Exception {
    String[] arguments = {
      "generator",
      "--share",
      "--id",
      id,
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
      "16",
      "--response-tokens",
      "8",
      "--device",
      "cpu",
      "--set",
      "millrace.generator.group-size=2",
      "--set",
      "millrace.generator.max-rows=16",
      "--set",
      "millrace.generator.max-ahead-steps=1024"
    };
    return GeneratorProcess.start(arguments, directory.resolve(id + ".out"));
  }
}
