package dev.millrace.policy;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** The writer of {@code config.json} and {@code generation_config.json}. */
final class ConfigWriter {
  private static final ObjectMapper JSON = new ObjectMapper();

  private ConfigWriter() {}

  static void write(PolicyConfig config, Path directory) {
    ObjectNode json = JSON.createObjectNode();
    json.putArray("architectures").add(config.family().architecture());
    json.put("model_type", config.family().modelType());
    json.put("attention_bias", config.attentionBias());
    json.put("attention_dropout", 0.0);
    // Both names: dtype is the newer one, and each reader ignores the other.
    json.put("dtype", "float32");
    json.put("torch_dtype", "float32");
    json.put("head_dim", config.headDim());
    json.put("hidden_act", "silu");
    json.put("hidden_size", config.hiddenSize());
    json.put("initializer_range", 0.02);
    json.put("intermediate_size", config.intermediateSize());
    json.put("max_position_embeddings", config.maxPositions());
    json.put("num_attention_heads", config.heads());
    json.put("num_hidden_layers", config.layers());
    json.put("num_key_value_heads", config.kvHeads());
    json.put("rms_norm_eps", config.rmsEps());
    json.put("rope_theta", config.ropeTheta());
    json.putObject("rope_parameters")
        .put("rope_theta", config.ropeTheta())
        .put("rope_type", "default");
    json.put("tie_word_embeddings", config.tiedHead());
    json.put("use_cache", true);
    json.put("vocab_size", config.vocabSize());
    putTokens(json, config);
    ObjectNode generation = JSON.createObjectNode();
    putTokens(generation, config);
    store(directory.resolve("config.json"), json);
    store(directory.resolve("generation_config.json"), generation);
  }

  private static void putTokens(ObjectNode json, PolicyConfig config) {
    int[] end = config.endTokens();
    if (end.length == 0) {
      json.putNull("eos_token_id");
    } else if (end.length == 1) {
      json.put("eos_token_id", end[0]);
    } else {
      Arrays.stream(end).forEach(json.putArray("eos_token_id")::add);
    }
    putToken(json, "bos_token_id", config.beginToken());
    putToken(json, "pad_token_id", config.padToken());
  }

  private static void putToken(ObjectNode json, String field, @Nullable Integer token) {
    if (token == null) {
      json.putNull(field);
    } else {
      json.put(field, token);
    }
  }

  private static void store(Path file, ObjectNode json) {
    try {
      Files.createDirectories(file.toAbsolutePath().getParent());
      Files.writeString(
          file, JSON.writerWithDefaultPrettyPrinter().writeValueAsString(json) + "\n");
    } catch (IOException e) {
      throw new UncheckedIOException(file + ": cannot be written: " + e, e);
    }
  }
}
