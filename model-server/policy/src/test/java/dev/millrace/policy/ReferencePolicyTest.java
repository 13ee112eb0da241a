package dev.millrace.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.millrace.schemas.Sampling;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Real checkpoints against values that another framework computed in double precision. */
class ReferencePolicyTest {
  private static final double LOG_PROB_TOLERANCE = 2e-4;

  @BeforeEach
  void enter() {
    Torch.enterThread();
  }

  @ParameterizedTest
  @ValueSource(strings = {"llama-tiny", "qwen2-tiny", "stories260k"})
  void logProbsAndGreedyContinuationEqualTheReference(String name) throws IOException {
    Path directory = SharedData.policy(name);
    JsonNode golden = new ObjectMapper().readTree(directory.resolve("golden.json").toFile());
    try (Policy policy = Policy.load(directory, Device.cpu())) {
      for (JsonNode row : golden.path("rows")) {
        int[] tokens = ints(row.path("input_ids"));
        assertClose(logProbs(policy, tokens, 1f), row.path("token_logprobs"));
        assertClose(logProbs(policy, tokens, 1 / 0.7f), row.path("token_logprobs_temperature_0_7"));
      }
      int[] expected = ints(golden.path("greedy_continuation_of_first"));
      int[] prompt = ints(golden.path("rows").path(0).path("input_ids"));
      Generated generated =
          Generation.generate(
                  policy,
                  List.of(
                      new GenerationRequest(
                          "r", 0, prompt, new Sampling(0, 1, 0, expected.length, 1), new int[0])))
              .get(0);
      assertThat(generated.tokens()).isEqualTo(expected);
    }
  }

  private static float[] logProbs(Policy policy, int[] tokens, float inverseTemperature) {
    long[] ids = Arrays.stream(tokens).asLongStream().toArray();
    try (NDManager step = policy.manager().newSubManager()) {
      NDArray input = step.create(ids, new Shape(1, ids.length));
      NDArray all =
          LogProbs.logSoftmax(policy.head(policy.hidden(input)), step.create(inverseTemperature));
      int last = ids.length - 1;
      return LogProbs.ofTokens(Torch.slice(all, 1, 0, last), Torch.slice(input, 1, 1, last + 1))
          .toFloatArray();
    }
  }

  private static void assertClose(float[] actual, JsonNode expected) {
    assertThat(actual.length).isEqualTo(expected.size());
    for (int i = 0; i < actual.length; i++) {
      assertThat((double) actual[i])
          .isCloseTo(expected.get(i).asDouble(), within(LOG_PROB_TOLERANCE));
    }
  }

  private static int[] ints(JsonNode array) {
    return StreamSupport.stream(array.spliterator(), false).mapToInt(JsonNode::asInt).toArray();
  }

  @ParameterizedTest
  @ValueSource(strings = {"llama-tiny", "qwen2-tiny", "stories260k"})
  void exportIsBitEqualToWhatWasLoaded(String name, @TempDir Path target) throws IOException {
    Path directory = SharedData.policy(name);
    try (Policy policy = Policy.load(directory, Device.cpu())) {
      policy.export(target, directory);
      WeightsFile again = policy.writeWeights(target.resolve("again.safetensors"), false);
      assertThat(again.sha256()).isEqualTo(WeightsFile.digest(again.path()));
      assertThat(again.bytes()).isEqualTo(Files.size(again.path()));
      try (Policy copy = Policy.load(target, Device.cpu())) {
        for (int i = 0; i < policy.parameters().size(); i++) {
          assertThat(copy.parameters().get(i).toFloatArray())
              .isEqualTo(policy.parameters().get(i).toFloatArray());
        }
      }
    }
  }

  @Test
  void halfPrecisionWeightsAreWidened() {
    Path directory = SharedData.policy("verl-digit-completion");
    try (Policy policy = Policy.load(directory, Device.cpu())) {
      assertThat(policy.config().parameterCount()).isEqualTo(795_776);
      assertThat(policy.config().endTokens()).containsExactly(1);
    }
  }

  @Test
  void storyTextIsTheReferenceText() throws IOException {
    Path directory = SharedData.policy("stories260k");
    JsonNode golden = new ObjectMapper().readTree(directory.resolve("golden.json").toFile());
    try (Policy policy = Policy.load(directory, Device.cpu());
        Tokenizer tokenizer = Tokenizer.load(directory)) {
      GenerationRequest request =
          new GenerationRequest("r", 0, new int[] {1}, new Sampling(0, 1, 0, 200, 1), new int[0]);
      Generated generated = Generation.generate(policy, List.of(request)).get(0);
      assertThat(tokenizer.decode(generated.tokens()).strip())
          .isEqualTo(golden.path("greedy_text_200_tokens_from_bos").asText().strip());
    }
  }
}
