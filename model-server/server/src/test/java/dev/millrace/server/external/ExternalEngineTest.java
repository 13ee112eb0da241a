package dev.millrace.server.external;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.offset;
import static org.awaitility.Awaitility.await;

import dev.millrace.policy.Policy;
import dev.millrace.policy.TeacherForcing;
import dev.millrace.policy.Torch;
import dev.millrace.policy.WeightsFile;
import dev.millrace.schemas.Response;
import dev.millrace.schemas.ResponseGroup;
import dev.millrace.schemas.Sampling;
import dev.millrace.schemas.VersionSpan;
import dev.millrace.schemas.WeightVersion;
import dev.millrace.server.TestObjects;
import dev.millrace.server.admission.PendingPrompt;
import dev.millrace.server.external.ExternalSettings.Weights;
import dev.millrace.server.external.TestingEngine.Fault;
import dev.millrace.server.sampling.GroupRecipe;
import dev.millrace.server.weights.PolicyWeights;
import dev.millrace.server.weights.RefusedVersionException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ExternalEngineTest {
  private static final Duration DEADLINE = Duration.ofSeconds(30);
  private static final Sampling WARM = new Sampling(0.7f, 1f, 0, 6, 7);
  private static final List<PendingPrompt> PROMPTS =
      List.of(TestObjects.pending(0, 0), TestObjects.pending(0, 1), TestObjects.pending(0, 2));

  @TempDir Path directory;
  private Path model;
  private Path published;
  private Policy policy;

  @BeforeEach
  void writePolicy() throws Exception {
    Torch.enterThread();
    model = directory.resolve("model");
    published = Files.createDirectory(directory.resolve("weights"));
    policy = TestObjects.policy(1);
    policy.export(model, directory);
  }

  @AfterEach
  void closePolicy() {
    policy.close();
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void aGroupHasTheEnginesTokensAndTheLogProbsUnderWhichTheyWereDrawn(boolean sglang)
      throws Exception {
    try (TestingEngine server = sglang ? TestingEngine.sglang(model) : TestingEngine.vllm(model);
        ExternalEngine engine = connect(server, WARM, Weights.PUSH)) {
      List<ResponseGroup> groups = engine.sampler().sample(PROMPTS, 0, 0);
      assertThat(groups).extracting(ResponseGroup::groupId).containsExactly(groupIds());
      assertSampledBy(policy, groups, 0, 0);
      for (Response response : groups.get(0).responses()) {
        int[] tokens = response.tokens();
        boolean ended = tokens[tokens.length - 1] == TestObjects.END;
        int[] spoken = ended ? Arrays.copyOf(tokens, tokens.length - 1) : tokens;
        assertThat(response.text()).isEqualTo(Arrays.toString(spoken));
      }
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void aVersionIsLoadedByTheEngineAndSamplesFromThenOn(boolean sglang) throws Exception {
    try (TestingEngine server = sglang ? TestingEngine.sglang(model) : TestingEngine.vllm(model);
        ExternalEngine engine = connect(server, WARM, Weights.PUSH);
        Policy next = TestObjects.policy(2)) {
      engine.weights().install(version(next));
      assertThat(server.version()).isEqualTo("1.1");
      assertSampledBy(next, engine.sampler().sample(PROMPTS, 1, 1), 1, 1);
      assertThat(directory.resolve("engine/generator").toFile().list())
          .as("what is laid out for the engine")
          .containsExactly("1.1");
    }
  }

  @Test
  void aVersionThatTheEngineOnlySaysItHasLoadedIsRefusedAndTheOldOneServes() throws Exception {
    try (TestingEngine server = TestingEngine.vllm(model);
        ExternalEngine engine = connect(server, WARM, Weights.PUSH);
        Policy next = TestObjects.policy(2)) {
      server.faults.add(Fault.LOADS_NOTHING);
      assertThatThrownBy(() -> engine.weights().install(version(next)))
          .isInstanceOf(RefusedVersionException.class)
          .hasMessageContaining("it has other weights");
      assertSampledBy(TestObjects.policy(1), engine.sampler().sample(PROMPTS, 0, 0), 0, 0);
      assertThat(server.version()).isEqualTo("0.0");
    }
  }

  @Test
  void theEngineNeverSeesAVersionWhoseFileIsNotWhatItSays() throws Exception {
    try (TestingEngine server = TestingEngine.vllm(model);
        ExternalEngine engine = connect(server, WARM, Weights.PUSH);
        Policy next = TestObjects.policy(2)) {
      WeightVersion version = version(next);
      Files.writeString(Path.of(version.uri()), "other bytes");
      assertThatThrownBy(() -> engine.weights().install(version))
          .isInstanceOf(RefusedVersionException.class);
      assertThat(server.asked).doesNotContain("/collective_rpc");
      assertSampledBy(policy, engine.sampler().sample(PROMPTS, 0, 0), 0, 0);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "NO_TOKEN_ID_PROMPTS, prompt must be a string",
    "NO_LOG_PROBS, no log-probs of the sampled tokens",
    "NO_TOKEN_IDS, no token ids",
    "RAW_LOG_PROBS, processed_logprobs",
    "LOG_PROB_MISSING, null where the log-prob",
    "LOG_PROB_IMPOSSIBLE, -9999.0 where the log-prob",
    "TOKEN_OF_ANOTHER_VOCABULARY, outside the vocabulary of 13",
    "ONE_ANSWER_TOO_FEW, 3 answers where 4",
    "HIDES_THE_END, none of the end tokens [2]",
    "PROMPT_CHANGED, answered the prompt [1",
    "CONTENT_FILTER, neither stop nor length",
    "NO_HOOK, --engine-weights none"
  })
  void anEngineThatCannotBeTrainedOnIsRefusedWithTheReason(Fault fault, String reason)
      throws Exception {
    try (TestingEngine server = TestingEngine.vllm(model)) {
      server.faults.add(fault);
      assertThatThrownBy(() -> connect(server, WARM, Weights.PUSH))
          .isInstanceOf(UnfitEngineException.class)
          .hasMessageContaining(server.uri().toString())
          .hasMessageContaining(reason);
    }
  }

  @Test
  void logProbsFromBeforeATemperatureOfOneAreThoseFromAfterIt() throws Exception {
    try (TestingEngine server = TestingEngine.vllm(model)) {
      server.faults.add(Fault.RAW_LOG_PROBS);
      try (ExternalEngine engine = connect(server, TestObjects.SAMPLING, Weights.PUSH)) {
        assertThat(engine.sampler().sample(PROMPTS, 0, 0)).hasSize(3);
      }
    }
  }

  @Test
  void samplingThatLogProbsDoNotShowIsRefused() throws Exception {
    try (TestingEngine server = TestingEngine.vllm(model)) {
      for (Sampling sampling :
          List.of(
              new Sampling(1f, 0.9f, 0, 6, 7),
              new Sampling(1f, 1f, 5, 6, 7),
              new Sampling(0f, 1f, 0, 6, 7))) {
        assertThatThrownBy(() -> connect(server, sampling, Weights.PUSH))
            .hasMessageContaining("top-p");
      }
    }
  }

  @Test
  void tokenIdsMayComeInPlaceOfTheTokensTexts() throws Exception {
    try (TestingEngine server = TestingEngine.vllm(model)) {
      server.faults.add(Fault.TOKENS_BY_NAME);
      try (ExternalEngine engine = connect(server, WARM, Weights.PUSH)) {
        assertSampledBy(policy, engine.sampler().sample(PROMPTS, 0, 0), 0, 0);
      }
    }
  }

  @Test
  void anEngineThatWasStartedAnewGetsItsWeightsBackBeforeItSamples() throws Exception {
    try (TestingEngine server = TestingEngine.vllm(model);
        ExternalEngine engine = connect(server, WARM, Weights.PUSH);
        Policy next = TestObjects.policy(2)) {
      engine.weights().install(version(next));
      server.stop();
      server.start();
      assertThat(server.version()).isEqualTo("default");
      assertSampledBy(next, engine.sampler().sample(PROMPTS, 1, 1), 1, 1);
      assertThat(server.version()).isEqualTo("1.1");
    }
  }

  @Test
  void anEngineThatIsAwayIsWaitedForAndNothingIsLost() throws Exception {
    try (TestingEngine server = TestingEngine.vllm(model);
        ExternalEngine engine = connect(server, WARM, Weights.PUSH)) {
      server.stop();
      CompletableFuture<List<ResponseGroup>> groups = sampling(engine);
      await("the engine is missed").atMost(DEADLINE).until(() -> engine.sampler().isAway());
      assertThat(groups).isNotDone();
      server.start();
      assertThat(groups.get(DEADLINE.toSeconds(), TimeUnit.SECONDS))
          .extracting(ResponseGroup::groupId)
          .containsExactly(groupIds());
      assertThat(engine.sampler().isAway()).isFalse();
    }
  }

  @Test
  void aQuestionThatIsPutOffIsAskedAgain() throws Exception {
    try (TestingEngine server = TestingEngine.vllm(model);
        ExternalEngine engine = connect(server, WARM, Weights.PUSH)) {
      server.failures.addAll(List.of(429, 503));
      assertSampledBy(policy, engine.sampler().sample(PROMPTS, 0, 0), 0, 0);
      assertThat(Collections.frequency(server.asked, "/v1/completions"))
          .as("two checks, three groups, two put off")
          .isEqualTo(2 + 3 + 2);
    }
  }

  @Test
  void samplingThatWaitsForAnEngineCanBeCancelled() throws Exception {
    try (TestingEngine server = TestingEngine.vllm(model);
        ExternalEngine engine = connect(server, WARM, Weights.PUSH)) {
      server.stop();
      CompletableFuture<List<ResponseGroup>> groups = sampling(engine);
      await("the engine is missed").atMost(DEADLINE).until(() -> engine.sampler().isAway());
      engine.sampler().cancel();
      assertThat(groups.get(DEADLINE.toSeconds(), TimeUnit.SECONDS)).isEmpty();
    }
  }

  @Test
  void anAnswerThatCrossesASwapCountsAsTheOlderVersion() throws Exception {
    try (TestingEngine server = TestingEngine.vllm(model);
        ExternalEngine engine = connect(server, WARM, Weights.PUSH)) {
      engine.sampler().sample(PROMPTS, 0, 0);
      server.renames.addAll(List.of("1.4"));
      assertThat(steps(engine.sampler().sample(PROMPTS, 0, 0))).containsOnly(0L);
      assertThat(steps(engine.sampler().sample(PROMPTS, 0, 0))).containsOnly(4L);
    }
  }

  @Test
  void anEngineThatSaysWhichWeightsSampledWhichTokensIsBelieved() throws Exception {
    try (TestingEngine server = TestingEngine.vllm(model)) {
      server.faults.add(Fault.SPANS);
      try (ExternalEngine engine = connect(server, WARM, Weights.PUSH)) {
        Response response =
            engine.sampler().sample(PROMPTS, 0, 0).get(0).responses().stream()
                .filter(candidate -> candidate.tokens().length > 1)
                .findFirst()
                .orElseThrow();
        int length = response.tokens().length;
        assertThat(response.spans())
            .containsExactly(new VersionSpan(3, 1, 0, 1), new VersionSpan(3, 2, 1, length));
      }
    }
  }

  @Test
  void anEngineThatKeepsItsWeightsServesTheStartOfAJobAndNothingLater() throws Exception {
    try (TestingEngine server = TestingEngine.vllm(model);
        Policy next = TestObjects.policy(2)) {
      server.faults.add(Fault.NO_HOOK);
      try (ExternalEngine engine = connect(server, WARM, Weights.NONE)) {
        engine.weights().install(version(policy, 4, 0));
        assertSampledBy(policy, engine.sampler().sample(PROMPTS, 4, 0), 4, 0);
        assertThatThrownBy(() -> engine.weights().install(version(next, 4, 1)))
            .isInstanceOf(RefusedVersionException.class)
            .hasMessageContaining("keeps its weights")
            .hasMessageContaining("max-ahead-steps");
        assertSampledBy(policy, engine.sampler().sample(PROMPTS, 4, 0), 4, 0);
      }
    }
  }

  @Test
  void anEngineThatKeepsOtherWeightsThanTheModelsIsRefused() throws Exception {
    Path other = directory.resolve("other");
    try (Policy next = TestObjects.policy(2)) {
      next.export(other, directory);
    }
    try (TestingEngine server = TestingEngine.vllm(other)) {
      assertThatThrownBy(() -> connect(server, WARM, Weights.NONE))
          .isInstanceOf(UnfitEngineException.class)
          .hasMessageContaining("it has other weights");
    }
  }

  @Test
  void anEngineThatIsNotThereIsNamed() throws Exception {
    TestingEngine server = TestingEngine.vllm(model);
    server.close();
    assertThatThrownBy(() -> connect(server, WARM, Weights.PUSH))
        .isInstanceOf(UnfitEngineException.class)
        .hasMessageContaining(server.uri().toString());
  }

  private ExternalEngine connect(TestingEngine server, Sampling sampling, Weights weights) {
    ExternalSettings settings =
        ExternalSettings.of(server.uri(), null, weights, directory.resolve("engine"), 1e-3f, null);
    GroupRecipe recipe = new GroupRecipe(4, sampling, "digest", "generator", Arrays::toString);
    return ExternalEngine.connect(
        settings, policy, new PolicyWeights(policy, 1, published), recipe, model);
  }

  private static CompletableFuture<List<ResponseGroup>> sampling(ExternalEngine engine) {
    return CompletableFuture.supplyAsync(
        () -> {
          Torch.enterThread();
          return engine.sampler().sample(PROMPTS, 0, 0);
        });
  }

  private WeightVersion version(Policy weights) {
    return version(weights, 1, 1);
  }

  private WeightVersion version(Policy weights, long lineage, long step) {
    WeightsFile file =
        weights.writeWeights(published.resolve(lineage + "-" + step + ".safetensors"), false);
    return new WeightVersion(
        "policy",
        lineage,
        step,
        lineage,
        step,
        file.path().toString(),
        file.sha256(),
        file.bytes(),
        0,
        new long[] {0},
        null);
  }

  private static String[] groupIds() {
    return PROMPTS.stream().map(PendingPrompt::groupId).toArray(String[]::new);
  }

  private static List<Long> steps(List<ResponseGroup> groups) {
    return groups.stream()
        .flatMap(group -> group.responses().stream())
        .flatMap(response -> response.spans().stream())
        .map(VersionSpan::step)
        .toList();
  }

  /** Every token has the log-prob that a policy with these weights gives it. */
  private static void assertSampledBy(
      Policy weights, List<ResponseGroup> groups, long lineage, long step) {
    assertThat(groups).hasSize(PROMPTS.size());
    for (ResponseGroup group : groups) {
      assertThat(group.responses()).hasSize(4);
      for (Response response : group.responses()) {
        float[] expected =
            TeacherForcing.logProbs(
                    weights,
                    group.promptTokens(),
                    List.of(response.tokens()),
                    group.sampling().temperature())
                .get(0);
        for (int i = 0; i < expected.length; i++) {
          assertThat(response.behaviourLogProbs()[i]).isCloseTo(expected[i], offset(1e-4f));
        }
        assertThat(response.spans())
            .containsExactly(new VersionSpan(lineage, step, 0, expected.length));
      }
    }
  }
}
