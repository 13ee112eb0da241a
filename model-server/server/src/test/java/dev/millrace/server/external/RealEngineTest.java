package dev.millrace.server.external;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.offset;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import ai.djl.Device;
import dev.millrace.policy.Policy;
import dev.millrace.policy.TeacherForcing;
import dev.millrace.policy.Torch;
import dev.millrace.policy.WeightsFile;
import dev.millrace.schemas.Response;
import dev.millrace.schemas.ResponseGroup;
import dev.millrace.schemas.Sampling;
import dev.millrace.schemas.WeightVersion;
import dev.millrace.server.TestObjects;
import dev.millrace.server.admission.PendingPrompt;
import dev.millrace.server.external.ExternalSettings.Weights;
import dev.millrace.server.sampling.GroupRecipe;
import dev.millrace.server.weights.PolicyWeights;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Engines that are processes of their own and share no code with this one. Needs {@code
 * MILLRACE_TEST_PYTHON}, a Python with {@code torch} and {@code transformers[serving]}.
 */
class RealEngineTest {
  private static final Duration DEADLINE = Duration.ofMinutes(2);
  private static final Sampling SAMPLING = new Sampling(0.8f, 1f, 0, 12, 3);
  private static final List<PendingPrompt> PROMPTS =
      List.of(TestObjects.pending(0, 0), TestObjects.pending(0, 1));

  @TempDir Path directory;
  private @Nullable Process process;
  private Policy policy;
  private Path model;

  @BeforeEach
  void loadPolicy() {
    assumeTrue(
        System.getenv("MILLRACE_TEST_PYTHON") != null,
        "skipped: MILLRACE_TEST_PYTHON names no Python with transformers");
    Path data = data();
    assumeTrue(data != null, "skipped: no folder of reference data; set MILLRACE_DATA to it");
    model = data.resolve("policies/stories260k");
    Torch.enterThread();
    policy = Policy.load(model, Device.cpu());
  }

  @AfterEach
  void end() throws InterruptedException {
    if (policy != null) {
      policy.close();
    }
    kill();
  }

  /** The route takes text only, and says neither token ids nor log-probs. */
  @Test
  void theServerOfTransformersIsRefusedWithItsOwnWords() throws Exception {
    int port = freePort();
    URI url =
        start(
            "/health",
            port,
            Path.of(python()).resolveSibling("transformers").toString(),
            "serve",
            model.toString(),
            "--host",
            "127.0.0.1",
            "--port",
            String.valueOf(port),
            "--device",
            "cpu");
    assertThatThrownBy(() -> connect(url, Weights.NONE))
        .isInstanceOf(UnfitEngineException.class)
        .hasMessageContaining("it refuses a prompt of token ids")
        .hasMessageContaining("HTTP 4");
  }

  @Test
  void groupsOfAnotherImplementationHaveTheLogProbsOfThePolicyBeforeAndAfterASwap()
      throws Exception {
    int port = freePort();
    URI url = startReference(port);
    try (ExternalEngine engine = connect(url, Weights.PUSH)) {
      assertSampledBy(policy, engine.sampler().sample(PROMPTS, 0, 0), 0);
      try (Policy next = Policy.initialise(policy.config(), 5, Device.cpu())) {
        engine.weights().install(version(next, 1));
        assertSampledBy(next, engine.sampler().sample(PROMPTS, 1, 1), 1);
        kill();
        CompletableFuture<List<ResponseGroup>> groups =
            CompletableFuture.supplyAsync(
                () -> {
                  Torch.enterThread();
                  return engine.sampler().sample(PROMPTS, 1, 1);
                });
        await("the engine is missed").atMost(DEADLINE).until(() -> engine.sampler().isAway());
        startReference(port);
        assertSampledBy(next, groups.get(DEADLINE.toSeconds(), TimeUnit.SECONDS), 1);
      }
    }
  }

  private URI startReference(int port) throws Exception {
    return start(
        "/v1/models",
        port,
        python(),
        Path.of("src/test/resources/reference_engine.py").toAbsolutePath().toString(),
        model.toString(),
        String.valueOf(port));
  }

  private static String python() {
    return Objects.requireNonNull(System.getenv("MILLRACE_TEST_PYTHON"));
  }

  private static @Nullable Path data() {
    String named = System.getenv("MILLRACE_DATA");
    if (named != null) {
      return Path.of(named);
    }
    for (Path up = Path.of("").toAbsolutePath(); up != null; up = up.getParent()) {
      Path candidate = up.resolveSibling("shared").resolve("data");
      if (Files.isDirectory(candidate)) {
        return candidate;
      }
    }
    return null;
  }

  private URI start(String route, int port, String... command) throws IOException {
    Path log = directory.resolve("engine.log");
    ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder.redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()));
    builder.environment().put("HF_HUB_OFFLINE", "1");
    builder.environment().put("OMP_NUM_THREADS", "1");
    Process started = builder.start();
    process = started;
    URI url = URI.create("http://127.0.0.1:" + port);
    await("an answer of " + command[0])
        .atMost(DEADLINE)
        .until(
            () -> {
              assertThat(started.isAlive()).as("%s", Files.readString(log)).isTrue();
              return answers(url.resolve(route));
            });
    return url;
  }

  private static boolean answers(URI url) throws InterruptedException {
    try {
      HttpRequest request = HttpRequest.newBuilder(url).timeout(Duration.ofSeconds(5)).build();
      return HttpClient.newHttpClient().send(request, BodyHandlers.discarding()).statusCode()
          == 200;
    } catch (IOException e) {
      return false;
    }
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  private void kill() throws InterruptedException {
    if (process != null) {
      process.destroyForcibly();
      assertThat(process.waitFor(30, TimeUnit.SECONDS)).as("the engine has ended").isTrue();
    }
  }

  private ExternalEngine connect(URI url, Weights weights) {
    ExternalSettings settings =
        ExternalSettings.of(
            url, model.toString(), weights, directory.resolve("engine"), 1e-3f, null);
    GroupRecipe recipe = new GroupRecipe(4, SAMPLING, "digest", "generator", Arrays::toString);
    return ExternalEngine.connect(
        settings, policy, new PolicyWeights(policy, 1, directory), recipe, model);
  }

  private WeightVersion version(Policy weights, long step) {
    WeightsFile file = weights.writeWeights(directory.resolve(step + ".safetensors"), false);
    return new WeightVersion(
        "policy",
        1,
        step,
        1,
        0,
        file.path().toString(),
        file.sha256(),
        file.bytes(),
        0,
        new long[] {0},
        null);
  }

  private static void assertSampledBy(Policy weights, List<ResponseGroup> groups, long step) {
    assertThat(groups).hasSize(PROMPTS.size());
    for (ResponseGroup group : groups) {
      for (Response response : group.responses()) {
        float[] expected =
            TeacherForcing.logProbs(weights, group.promptTokens(), List.of(response.tokens()), 0.8f)
                .get(0);
        assertThat(response.spans()).allMatch(span -> span.step() == step);
        for (int i = 0; i < expected.length; i++) {
          assertThat(response.behaviourLogProbs()[i]).isCloseTo(expected[i], offset(1e-4f));
        }
      }
    }
  }
}
