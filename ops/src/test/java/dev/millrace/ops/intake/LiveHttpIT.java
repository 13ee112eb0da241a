package dev.millrace.ops.intake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.millrace.ops.local.Broker;
import dev.millrace.ops.local.Ports;
import dev.millrace.ops.local.TopicCreation;
import dev.millrace.ops.serve.ServeOptions;
import dev.millrace.policy.WeightsFile;
import dev.millrace.schemas.Sampling;
import dev.millrace.schemas.WeightVersion;
import dev.millrace.schemas.topics.TopicSpec;
import dev.millrace.schemas.topics.Topics;
import dev.millrace.server.Generator;
import dev.millrace.server.GeneratorSettings;
import dev.millrace.server.api.ApiServer;
import dev.millrace.server.api.ServedVersion;
import dev.millrace.server.engine.EngineSettings;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/**
 * A generator behind HTTP that takes a hundred weight versions while streams are read, and whose
 * broker then goes away: every stream is whole and says which version sampled which of its tokens.
 */
class LiveHttpIT {
  private static final Duration DEADLINE = Duration.ofMinutes(2);
  private static final Topics TOPICS = new Topics("http");
  private static final int SHARDS = 2;
  private static final int SWAPS = 100;
  private static final int CLIENTS = 6;

  @TempDir Path directory;

  @Test
  void streamsAreWholeThroughAHundredVersionsAndWithoutABroker() throws Exception {
    Path model = TestPolicy.write(directory, 1);
    Path other = TestPolicy.write(Files.createDirectory(directory.resolve("other")), 2);
    Path weights = Files.createDirectory(directory.resolve("weights"));
    WeightVersion even = TestVersions.write(model, weights.resolve("even"), 1, SHARDS);
    WeightVersion odd = TestVersions.write(other, weights.resolve("odd"), 1, SHARDS);
    Broker broker = Broker.start(directory.resolve("kafka"), Ports.free(), DEADLINE);
    try {
      TopicCreation.create(broker.bootstrap(), TopicSpec.ofPipeline(TOPICS, SHARDS), DEADLINE);
      try (Generator generator =
              Generator.start(settings(broker, model, weights), EngineSettings.DEFAULT);
          ApiServer server = serve(model, generator);
          StreamReaders readers = StreamReaders.start(server.uri(), "model", CLIENTS)) {
        for (int step = 1; step <= SWAPS; step++) {
          swap(broker, generator, step % 2 == 0 ? even : odd, step);
        }
        assertThat(weightInfo(server.adminUri())).contains("\"weight_version\":\"1." + SWAPS);
        awaitMore(readers);
        broker.close();
        awaitMore(readers);
        readers.close();
        assertThat(readers.failures()).isEmpty();
        assertThat(readers.ofSeveralVersions()).isPositive();
      }
    } finally {
      broker.close();
    }
  }

  private static ApiServer serve(Path model, Generator generator) {
    ServeOptions options =
        CommandLine.populateCommand(new ServeOptions(), "--port", "0", "--admin-port", "0");
    return options.start(
        model,
        generator.engine(),
        () -> new ServedVersion(generator.status().lineage(), generator.status().step(), null),
        () -> "",
        null);
  }

  private static void awaitMore(StreamReaders readers) {
    long before = readers.answers();
    waiting("more answers").until(() -> readers.answers() > before + 5 * CLIENTS);
  }

  private static void swap(Broker broker, Generator generator, WeightVersion like, long step)
      throws Exception {
    WeightsFile file = new WeightsFile(Path.of(like.uri()), like.sha256(), like.bytes());
    TestVersions.publish(
        broker.bootstrap(), TOPICS.weights(), TestVersions.of(file, step, SHARDS, like.canary()));
    waiting("version " + step).until(() -> generator.status().step() == step);
  }

  private static String weightInfo(URI admin) throws Exception {
    return HttpClient.newHttpClient()
        .send(
            HttpRequest.newBuilder(URI.create(admin + "/weight_info")).build(),
            HttpResponse.BodyHandlers.ofString())
        .body();
  }

  private static GeneratorSettings settings(Broker broker, Path model, Path weights) {
    return GeneratorSettings.of(
        broker.bootstrap(), TOPICS, SHARDS, 8, model, weights, new Sampling(1, 1, 0, 8, 3));
  }

  private static ConditionFactory waiting(String what) {
    return await(what).atMost(DEADLINE).pollInterval(Duration.ofMillis(5));
  }
}
