package dev.millrace.policy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;

/**
 * The reader of a Hugging Face {@code config.json}. What would change the computation and is not
 * built is refused by name instead of being ignored.
 */
final class ConfigReader {
  private static final ObjectMapper JSON = new ObjectMapper();

  private final Path file;
  private final JsonNode json;

  private ConfigReader(Path file) {
    this.file = file;
    this.json = parse(file);
  }

  static PolicyConfig read(Path directory) {
    ConfigReader reader = new ConfigReader(directory.resolve("config.json"));
    Path generation = directory.resolve("generation_config.json");
    JsonNode overrides = Files.exists(generation) ? parse(generation) : MissingNode.getInstance();
    try {
      return reader.config(overrides);
    } catch (InvalidPolicyException e) {
      throw e;
    } catch (IllegalArgumentException e) {
      throw new InvalidPolicyException(reader.file, String.valueOf(e.getMessage()), e);
    }
  }

  private PolicyConfig config(JsonNode overrides) {
    Family family = family();
    refuseWhatIsNotBuilt();
    int heads = integer("num_attention_heads");
    int hidden = integer("hidden_size");
    int headDim = has("head_dim") ? integer("head_dim") : hidden / heads;
    JsonNode end = overrides.path("eos_token_id");
    return new PolicyConfig(
        family,
        integer("vocab_size"),
        hidden,
        integer("num_hidden_layers"),
        heads,
        has("num_key_value_heads") ? integer("num_key_value_heads") : heads,
        headDim,
        integer("intermediate_size"),
        integer("max_position_embeddings"),
        ropeTheta(),
        number("rms_norm_eps", json.path("rms_norm_eps")),
        family == Family.QWEN2 || json.path("attention_bias").asBoolean(false),
        json.path("tie_word_embeddings").asBoolean(false),
        tokens(end.isNumber() || end.isArray() ? end : json.path("eos_token_id")),
        token("bos_token_id"),
        token("pad_token_id"));
  }

  private Family family() {
    String type = json.path("model_type").asText("");
    for (Family family : Family.values()) {
      JsonNode architectures = json.path("architectures");
      boolean fits =
          architectures.isEmpty()
              || StreamSupport.stream(architectures.spliterator(), false)
                  .anyMatch(name -> name.asText().equals(family.architecture()));
      if (family.modelType().equals(type) && fits) {
        return family;
      }
    }
    throw new InvalidPolicyException(
        file,
        "model_type '"
            + type
            + "' with architectures "
            + json.path("architectures")
            + " is not supported; supported are llama, qwen2 and qwen3 causal language models");
  }

  private void refuseWhatIsNotBuilt() {
    String activation = json.path("hidden_act").asText("silu");
    if (!activation.equals("silu")) {
      throw new InvalidPolicyException(file, "hidden_act '" + activation + "' is not supported");
    }
    for (String field : new String[] {"mlp_bias", "use_sliding_window"}) {
      if (json.path(field).asBoolean(false)) {
        throw new InvalidPolicyException(file, field + " true is not supported");
      }
    }
    for (JsonNode type : json.path("layer_types")) {
      if (!type.asText().equals("full_attention")) {
        throw new InvalidPolicyException(file, "layer_types " + type + " is not supported");
      }
    }
    for (String field : new String[] {"rope_scaling", "rope_parameters"}) {
      JsonNode rope = json.path(field);
      String kind = rope.path("rope_type").asText(rope.path("type").asText("default"));
      if (!kind.equals("default")) {
        throw new InvalidPolicyException(file, field + " of type '" + kind + "' is not supported");
      }
    }
    JsonNode partial = json.path("partial_rotary_factor");
    if (partial.isNumber() && partial.asDouble() != 1.0) {
      throw new InvalidPolicyException(file, "partial_rotary_factor is not supported");
    }
    if (json.has("quantization_config")) {
      throw new InvalidPolicyException(file, "quantization_config is not supported");
    }
  }

  private double ropeTheta() {
    JsonNode nested = json.path("rope_parameters").path("rope_theta");
    JsonNode theta = nested.isNumber() ? nested : json.path("rope_theta");
    // transformers' default where a file names no base.
    return theta.isMissingNode() || theta.isNull() ? 10_000.0 : number("rope_theta", theta);
  }

  private boolean has(String field) {
    return json.hasNonNull(field);
  }

  private int integer(String field) {
    JsonNode value = json.path(field);
    if (!value.isIntegralNumber() || !value.canConvertToInt()) {
      throw new InvalidPolicyException(
          file, field + " must be an integer, was " + (value.isMissingNode() ? "absent" : value));
    }
    return value.intValue();
  }

  private double number(String field, JsonNode value) {
    if (!value.isNumber()) {
      throw new InvalidPolicyException(
          file, field + " must be a number, was " + (value.isMissingNode() ? "absent" : value));
    }
    return value.doubleValue();
  }

  private @Nullable Integer token(String field) {
    // A list names alternatives; the first is the one that tokenizers add.
    int[] tokens = tokens(json.path(field));
    return tokens.length == 0 || tokens[0] < 0 ? null : tokens[0];
  }

  private int[] tokens(JsonNode value) {
    if (value.isArray()) {
      return StreamSupport.stream(value.spliterator(), false).mapToInt(JsonNode::asInt).toArray();
    }
    return value.isNumber() ? new int[] {value.intValue()} : new int[0];
  }

  private static JsonNode parse(Path file) {
    if (!Files.isRegularFile(file)) {
      throw new InvalidPolicyException(file, "no such file");
    }
    try {
      JsonNode json = JSON.readTree(file.toFile());
      if (json == null || !json.isObject()) {
        throw new InvalidPolicyException(file, "not a JSON object");
      }
      return json;
    } catch (IOException e) {
      String line = String.valueOf(e.getMessage()).lines().findFirst().orElse("");
      throw new InvalidPolicyException(file, "not JSON: " + line, e);
    }
  }
}
