package dev.millrace.policy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** The tokenizer files of a policy directory, as data. */
public final class TokenizerFiles {
  private static final ObjectMapper JSON = new ObjectMapper();

  private TokenizerFiles() {}

  /**
   * Writes a tokenizer whose tokens are single characters, in the order of their ids. Entries of
   * more than one character are special tokens: text never produces them unless it spells them, and
   * decoding leaves them out.
   */
  public static void writeCharacters(Path directory, List<String> vocabulary) {
    Set<String> seen = new HashSet<>();
    ObjectNode json = JSON.createObjectNode();
    json.put("version", "1.0").putNull("truncation").putNull("padding");
    var added = json.putArray("added_tokens");
    json.putNull("normalizer");
    json.putNull("pre_tokenizer").putNull("post_processor");
    json.putObject("decoder").put("type", "Fuse");
    ObjectNode model = json.putObject("model");
    model.put("type", "BPE").putNull("dropout").putNull("unk_token");
    model.putNull("continuing_subword_prefix").putNull("end_of_word_suffix");
    model.put("fuse_unk", false).put("byte_fallback", false).put("ignore_merges", false);
    ObjectNode ids = model.putObject("vocab");
    model.putArray("merges");
    for (int id = 0; id < vocabulary.size(); id++) {
      String token = vocabulary.get(id);
      if (token.isEmpty() || !seen.add(token)) {
        throw new IllegalArgumentException(
            "token " + id + " of the vocabulary is empty or occurs twice: '" + token + "'");
      }
      ids.put(token, id);
      if (token.codePointCount(0, token.length()) > 1) {
        added
            .addObject()
            .put("id", id)
            .put("content", token)
            .put("single_word", false)
            .put("lstrip", false)
            .put("rstrip", false)
            .put("normalized", false)
            .put("special", true);
      }
    }
    ObjectNode config = JSON.createObjectNode();
    config.put("tokenizer_class", "PreTrainedTokenizerFast");
    config.put("clean_up_tokenization_spaces", false);
    store(directory, Tokenizer.FILE, json);
    store(directory, "tokenizer_config.json", config);
  }

  /** Refuses a directory whose tokenizer has more tokens than its policy. */
  public static void requireFits(Path directory, int vocabSize) {
    Path file = directory.resolve(Tokenizer.FILE);
    if (!Files.isRegularFile(file)) {
      return;
    }
    try {
      int tokens = vocabSize(file);
      if (tokens > vocabSize) {
        throw new InvalidPolicyException(
            file, tokens + " tokens, the policy has a vocabulary of " + vocabSize);
      }
    } catch (IOException e) {
      String line = String.valueOf(e.getMessage()).lines().findFirst().orElse("");
      throw new InvalidPolicyException(file, "not JSON: " + line, e);
    }
  }

  /** One more than the largest id of a {@code tokenizer.json}. */
  static int vocabSize(Path file) throws IOException {
    JsonNode json = JSON.readTree(file.toFile());
    int largest = -1;
    JsonNode vocabulary = json.path("model").path("vocab");
    if (vocabulary.isArray()) {
      largest = vocabulary.size() - 1;
    } else {
      for (JsonNode id : vocabulary) {
        largest = Math.max(largest, id.asInt());
      }
    }
    for (JsonNode token : json.path("added_tokens")) {
      largest = Math.max(largest, token.path("id").asInt());
    }
    return largest + 1;
  }

  private static void store(Path directory, String name, ObjectNode json) {
    Path file = directory.resolve(name);
    try {
      Files.createDirectories(directory);
      Files.writeString(file, JSON.writeValueAsString(json) + "\n");
    } catch (IOException e) {
      throw new UncheckedIOException(file + ": cannot be written: " + e, e);
    }
  }
}
