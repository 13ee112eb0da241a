package dev.millrace.ops.intake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.millrace.ops.feed.PromptFeed;
import dev.millrace.ops.ledger.TopicReader;
import dev.millrace.ops.local.Broker;
import dev.millrace.ops.local.Ports;
import dev.millrace.ops.local.TopicCreation;
import dev.millrace.policy.Policy;
import dev.millrace.policy.PolicyConfig;
import dev.millrace.policy.Torch;
import dev.millrace.policy.WeightsFile;
import dev.millrace.schemas.ResponseGroup;
import dev.millrace.schemas.WeightVersion;
import dev.millrace.schemas.avro.ResponseGroupCodec;
import dev.millrace.schemas.topics.TopicSpec;
import dev.millrace.schemas.topics.Topics;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A generator that samples with a server in another process, whose forward pass is that of
 * transformers. Needs {@code MILLRACE_TEST_PYTHON}, a Python with {@code torch} and {@code
 * transformers}.
 */
class ExternalEngineIT {
  private static final Duration DEADLINE = Duration.ofMinutes(2);
  private static final Topics TOPICS = new Topics("engine");
  private static final int SHARDS = 1;
  private static final int GROUPS = 12;

  @TempDir Path directory;

  @Test
  void groupsOfAnEngineFollowTheWeightsAndOutliveTheEngine() throws Exception {
    String python = System.getenv("MILLRACE_TEST_PYTHON");
    assumeTrue(python != null, "skipped: MILLRACE_TEST_PYTHON names no Python with transformers");
    Path model = TestPolicy.write(directory, 1);
    Path weights = Files.createDirectory(directory.resolve("weights"));
    Queue<Throwable> failures = new ConcurrentLinkedQueue<>();
    int port = Ports.free();
    Process engine = engine(python, model, port);
    Process generator = null;
    try (Broker broker = Broker.start(directory.resolve("kafka"), Ports.free(), DEADLINE);
        TopicReader reader = TopicReader.open(broker.bootstrap(), DEADLINE);
        PromptFeed feed = feed(broker, failures)) {
      generator = start(broker, model, weights, port);
      awaitSampledBy(reader, 0);
      publish(broker, model, weights);
      awaitSampledBy(reader, 1);
      engine.destroyForcibly();
      assertThat(engine.waitFor(30, TimeUnit.SECONDS)).isTrue();
      await("the generator says what it waits for")
          .atMost(DEADLINE)
          .until(() -> Files.readString(out()).contains("waits-for engine"));
      long before = groups(reader).size();
      engine = engine(python, model, port);
      await("groups after the engine is back")
          .atMost(DEADLINE)
          .until(() -> groups(reader).size() > before + GROUPS);
      assertThat(steps(groups(reader).subList((int) before, (int) before + GROUPS)))
          .as("the engine was given its weights back")
          .containsOnly(1L);
      generator.destroy();
      assertThat(generator.waitFor(60, TimeUnit.SECONDS)).as("end in order").isTrue();
      assertThat(feed).isNotNull();
      assertThat(failures).isEmpty();
      SampledGroups.read(reader, TOPICS).assertPromptsInOrder();
    } finally {
      engine.destroyForcibly();
      if (generator != null) {
        generator.destroyForcibly();
      }
    }
  }

  private static PromptFeed feed(Broker broker, Queue<Throwable> failures) throws Exception {
    TopicCreation.create(broker.bootstrap(), TopicSpec.ofPipeline(TOPICS, SHARDS), DEADLINE);
    return TestGenerator.feed(broker.bootstrap(), TOPICS, SHARDS, DEADLINE, failures::add);
  }

  private Process engine(String python, Path model, int port) throws Exception {
    Path script =
        Path.of("..", "model-server", "server", "src", "test", "resources", "reference_engine.py");
    Process process =
        new ProcessBuilder(python, script.toString(), model.toString(), String.valueOf(port))
            .redirectErrorStream(true)
            .redirectOutput(directory.resolve("engine.out").toFile())
            .start();
    await("the engine listens")
        .atMost(DEADLINE)
        .until(
            () -> {
              try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
                return socket.isConnected();
              } catch (IOException e) {
                return false;
              }
            });
    return process;
  }

  private static void awaitSampledBy(TopicReader reader, long step) {
    await("groups of step " + step)
        .atMost(DEADLINE)
        .until(() -> steps(groups(reader)).stream().filter(s -> s == step).count() >= GROUPS);
  }

  private static List<ResponseGroup> groups(TopicReader reader) {
    return reader.values(TOPICS.groups(), ResponseGroupCodec::decode);
  }

  private static List<Long> steps(List<ResponseGroup> groups) {
    return groups.stream().map(g -> g.responses().get(0).spans().get(0).step()).toList();
  }

  private Path out() {
    return directory.resolve("generator.out");
  }

  /** What a learner would: other weights, after which it has taken nothing yet. */
  private static void publish(Broker broker, Path model, Path weights) throws Exception {
    Torch.enterThread();
    WeightsFile file;
    try (Policy policy = Policy.initialise(PolicyConfig.read(model), 9, Torch.device("cpu"))) {
      file = policy.writeWeights(weights.resolve("1-1.safetensors"), false);
    }
    WeightVersion version = TestVersions.of(file, 1, SHARDS, null);
    TestVersions.publish(broker.bootstrap(), TOPICS.weights(), version);
  }

  private Process start(Broker broker, Path model, Path weights, int port) throws Exception {
    String[] arguments = {
      "generator",
      "--engine",
      "http://127.0.0.1:" + port,
      "--engine-dir",
      directory.resolve("engine").toString(),
      "--interval",
      "1",
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
    return GeneratorProcess.start(arguments, out());
  }
}
