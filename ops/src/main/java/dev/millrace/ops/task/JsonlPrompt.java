package dev.millrace.ops.task;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.millrace.schemas.Prompt;
import java.util.Iterator;
import java.util.List;
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
public final class JsonlPrompt {

  private static final Set<String> FIELDS =
      Set.of("prompt", "reference", "verifier", "id", "params");
  private static final Set<String> GROUP_FIELDS =
      Set.of("prompt", "reference", "verifier", "id", "params", "responses");

  private static final String RESPONSES = "responses";

  private static final ObjectMapper JSON =
      JsonMapper.builder()
          .enable(JsonParser.Feature.STRICT_DUPLICATE_DETECTION)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .build();

  private JsonlPrompt() {}

  static Prompt parse(String line, String where, String dataset, int number) {
    JsonNode object = object(line, where);
    refuseUnknown(object, FIELDS, where);
    return prompt(object, where, dataset, number);
  }

  /**
   * One line of a file of recorded answers: the fields of a prompt, and {@code "responses"}, an
   * array that is not empty ({@link JsonlResponses}).
   *
   * @param where file and line, for errors
   * @param number of the line
   * @param names that fields have in the file, by their own names, or paths with dots; of responses
   *     several with commas, whose values are joined. Where there is one, the file is somebody
   *     else's, and its other fields are passed over
   * @param verifier of a line that names none; null when it has to
   * @param responses takes the answers
   * @throws IllegalArgumentException that says where and what is wrong
   */
  public static Prompt parse(
      String line,
      String where,
      String dataset,
      int number,
      Map<String, String> names,
      @Nullable String verifier,
      List<RecordedResponse> responses) {
    JsonNode read = object(line, where);
    ObjectNode object = JSON.createObjectNode();
    if (names.isEmpty()) {
      refuseUnknown(read, GROUP_FIELDS, where);
    }
    for (String name : GROUP_FIELDS) {
      String path = names.getOrDefault(name, name);
      JsonNode value = name.equals(RESPONSES) ? joined(read, path) : at(read, path);
      if (value != null) {
        object.set(name, value);
      }
    }
    if (verifier != null && !object.has("verifier")) {
      object.put("verifier", verifier);
    }
    responses.addAll(JsonlResponses.of(object.remove(RESPONSES), where));
    return prompt(object, where, dataset, number);
  }

  /** What a field holds that is named as it is, or by a path with dots; null when it is missing. */
  private static @Nullable JsonNode at(JsonNode object, String path) {
    JsonNode found = object.get(path);
    for (int dot = path.indexOf('.'); found == null && dot > 0; dot = path.indexOf('.', dot + 1)) {
      JsonNode inner = object.get(path.substring(0, dot));
      found = inner == null ? null : at(inner, path.substring(dot + 1));
    }
    return found;
  }

  /** The values of several fields as one array; null when all are missing. */
  private static @Nullable JsonNode joined(JsonNode object, String paths) {
    JsonNode one = at(object, paths);
    if (one != null) {
      return one;
    }
    ArrayNode all = JSON.createArrayNode();
    for (String path : paths.split(",", -1)) {
      JsonNode value = at(object, path.strip());
      if (value != null && value.isArray()) {
        value.forEach(all::add);
      } else if (value != null) {
        all.add(value);
      }
    }
    return all.isEmpty() ? null : all;
  }

  private static void refuseUnknown(JsonNode object, Set<String> known, String where) {
    for (Iterator<String> names = object.fieldNames(); names.hasNext(); ) {
      String name = names.next();
      if (!known.contains(name)) {
        String fields = String.join(", ", known.stream().sorted().toList());
        throw refused(where, "unknown field '" + name + "'; known are " + fields);
      }
    }
  }

  private static Prompt prompt(JsonNode object, String where, String dataset, int number) {
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

  private static IllegalArgumentException refused(String where, String reason) {
    return new IllegalArgumentException(where + ": " + reason);
  }
}
