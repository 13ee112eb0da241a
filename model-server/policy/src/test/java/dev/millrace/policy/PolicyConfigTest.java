package dev.millrace.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class PolicyConfigTest {
  private static final ObjectMapper JSON = new ObjectMapper();

  @TempDir Path directory;

  @ParameterizedTest
  @MethodSource("dev.millrace.policy.DecoderTest#shapes")
  void writtenConfigurationsAreReadBack(PolicyConfig config) {
    config.write(directory);
    assertThat(PolicyConfig.read(directory)).usingRecursiveComparison().isEqualTo(config);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "model_type | \"mamba\" | model_type 'mamba'",
        "architectures | [\"LlamaForSequenceClassification\"] | is not supported",
        "hidden_act | \"gelu\" | hidden_act 'gelu' is not supported",
        "mlp_bias | true | mlp_bias true is not supported",
        "use_sliding_window | true | use_sliding_window true is not supported",
        "layer_types | [\"sliding_attention\"] | layer_types \"sliding_attention\"",
        "rope_scaling | {\"rope_type\": \"yarn\"} | rope_scaling of type 'yarn'",
        "rope_scaling | {\"type\": \"linear\"} | rope_scaling of type 'linear'",
        "rope_parameters | {\"rope_type\": \"llama3\"} | rope_parameters of type 'llama3'",
        "partial_rotary_factor | 0.5 | partial_rotary_factor",
        "quantization_config | {\"bits\": 4} | quantization_config",
        "vocab_size | \"many\" | vocab_size must be an integer",
        "vocab_size | 0 | vocab_size must be >= 1, was 0",
        "hidden_size | null | hidden_size must be an integer",
        "num_key_value_heads | 3 | must be a multiple of num_key_value_heads 3",
        "head_dim | 5 | head_dim must be even, was 5",
        "rms_norm_eps | \"x\" | rms_norm_eps must be a number",
        "rms_norm_eps | 0 | rms_norm_eps must be in (0, 1)",
        "eos_token_id | 23 | eos_token_id 23 is outside the vocabulary of 23",
        "bos_token_id | 99 | bos_token_id 99 is outside the vocabulary of 23",
      })
  void whatIsNotBuiltIsRefusedByName(String field, String value, String complaint)
      throws IOException {
    change(field, value);
    assertThatThrownBy(() -> PolicyConfig.read(directory))
        .isInstanceOf(InvalidPolicyException.class)
        .hasMessageContaining("config.json")
        .hasMessageContaining(complaint);
  }

  @Test
  void theBaseOfRotaryPositionsMayStandAtTheTop() throws IOException {
    ObjectNode json = change("rope_theta", "500000.0");
    json.remove("rope_parameters");
    Files.writeString(directory.resolve("config.json"), json.toString());
    assertThat(PolicyConfig.read(directory).ropeTheta()).isEqualTo(500_000);
  }

  @Test
  void theHeadWidthMayBeAbsent() throws IOException {
    ObjectNode json = change("hidden_size", "32");
    json.remove("head_dim");
    Files.writeString(directory.resolve("config.json"), json.toString());
    assertThat(PolicyConfig.read(directory).headDim()).isEqualTo(32 / 4);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {"null | ''", "7 | 7", "[7, 9] | 7 9"})
  void endTokensMayBeNoneOneOrMany(String value, String expected) throws IOException {
    change("eos_token_id", value);
    Files.delete(directory.resolve("generation_config.json"));
    int[] end = PolicyConfig.read(directory).endTokens();
    assertThat(Arrays.stream(end).mapToObj(String::valueOf))
        .containsExactlyElementsOf(
            expected.isEmpty() ? List.of() : List.of(expected.split(" ", -1)));
  }

  @Test
  void theGenerationConfigurationHasTheLastWordOnEndTokens() throws IOException {
    change("eos_token_id", "7");
    Files.writeString(directory.resolve("generation_config.json"), "{\"eos_token_id\": [3, 4]}");
    assertThat(PolicyConfig.read(directory).endTokens()).containsExactly(3, 4);
  }

  @Test
  void aMissingFileAndAFileThatIsNotJsonAreNamed() throws IOException {
    assertThatThrownBy(() -> PolicyConfig.read(directory))
        .isInstanceOf(InvalidPolicyException.class)
        .hasMessageContaining("config.json: no such file");
    Files.writeString(directory.resolve("config.json"), "{");
    assertThatThrownBy(() -> PolicyConfig.read(directory))
        .isInstanceOf(InvalidPolicyException.class)
        .hasMessageContaining("config.json: not JSON");
  }

  @Test
  void parametersAreCountedByHand() {
    // Embedding and head 2·23·16; per layer q and o 2·16·16, k and v 2·8·16, MLP 3·16·20,
    // two norms of 16; one norm at the end.
    int expected = 2 * 23 * 16 + 2 * (2 * 16 * 16 + 2 * 8 * 16 + 3 * 16 * 20 + 2 * 16) + 16;
    assertThat(TestObjects.llama().parameterCount()).isEqualTo(expected);
  }

  private ObjectNode change(String field, String value) throws IOException {
    TestObjects.llama().write(directory);
    Path file = directory.resolve("config.json");
    ObjectNode json = (ObjectNode) JSON.readTree(file.toFile());
    json.set(field, JSON.readTree(value));
    Files.writeString(file, json.toString());
    if (field.equals("eos_token_id")) {
      Files.writeString(directory.resolve("generation_config.json"), "{}");
    }
    return json;
  }
}
