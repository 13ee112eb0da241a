package dev.millrace.ops.task;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.millrace.schemas.Prompt;
import java.util.Iterator;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * One line of a prompt file: {@code {"prompt": "…", "reference": "…", "verifier": "…"}}, and where
 * wanted {@code "id"} (default: data set and line) and {@code "params"}, an object of strings or
 * numbers for the verifier. A field of any other name is refused: it is more likely misspelt than
 * meant to be ignored.
 */
final class JsonlPrompt {

  private static final Set<String> FIELDS =
      Set.of("prompt", "reference", "verifier", "id", "params");

  private static final ObjectMapper JSON =
      JsonMapper.builder()
          .enable(JsonParser.Feature.STRICT_DUPLICATE_DETECTION)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .build();

  private JsonlPrompt() {}

  static Prompt parse(String line, String where, String dataset, int number) {
    JsonNode object = object(line, where);
    for (Iterator<String> names = object.fieldNames(); names.hasNext(); ) {
      String name = names.next();
      if (!FIELDS.contains(name)) {
        throw refused(where, "unknown field '" + name + "'; known are " + fields());
      }
    }
    String id = object.has("id") ? text(object, "id", where) : dataset + ":" + number;
    String text = text(object, "prompt", where);
    String verifier = text(object, "verifier", where);
    JsonNode reference = object.get("reference");
    if (reference == null || !reference.isValueNode() || reference.isNull()) {
      throw refused(where, "field 'reference' must be a string or a number");
    }
    return new Prompt(
        id,
        dataset,
        text,
        new int[0],
        reference.asText(),
        verifier,
        parameters(object.get("params"), where),
        0L);
  }

  private static JsonNode object(String line, String where) {
    try {
      JsonNode node = JSON.readTree(line);
      if (!node.isObject()) {
        throw refused(where, "expected a JSON object");
      }
      return node;
    } catch (JsonProcessingException e) {
      throw refused(where, "not JSON: " + e.getOriginalMessage());
    }
  }

  private static String text(JsonNode object, String field, String where) {
    JsonNode value = object.get(field);
    if (value == null) {
      throw refused(where, "field '" + field + "' is missing");
    }
    if (!value.isTextual() || value.textValue().isEmpty()) {
      throw refused(where, "field '" + field + "' must be a string that is not empty");
    }
    return value.textValue();
  }

  private static Map<String, String> parameters(@Nullable JsonNode params, String where) {
    if (params == null || params.isNull()) {
      return Map.of();
    }
    if (!params.isObject()) {
      throw refused(where, "field 'params' must be an object");
    }
    Map<String, String> parameters = new TreeMap<>();
    params
        .properties()
        .forEach(
            entry -> {
              if (!entry.getValue().isValueNode() || entry.getValue().isNull()) {
                throw refused(
                    where, "parameter '" + entry.getKey() + "' must be a string or a number");
              }
              parameters.put(entry.getKey(), entry.getValue().asText());
            });
    return Map.copyOf(parameters);
  }

  private static String fields() {
    return String.join(", ", FIELDS.stream().sorted().toList());
  }

  private static IllegalArgumentException refused(String where, String reason) {
    return new IllegalArgumentException(where + ": " + reason);
  }
}
