package dev.millrace.ops.task;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * The recorded answers of a line: one or an array of texts, or objects {@code {"text": "…",
 * "tokens": […], "logprobs": […], "finish": "stop"}} of which the text is needed; {@code finish} is
 * {@code stop} or {@code length}.
 */
final class JsonlResponses {
  private static final Set<String> FIELDS = Set.of("text", "tokens", "logprobs", "finish");

  /** A log-prob above 0 by more than rounding is none. */
  private static final float ROUNDING = 1e-4f;

  private JsonlResponses() {}

  /**
   * The answers of a field.
   *
   * @param node the value of the field; null when it is missing
   * @param where file and line, for errors
   */
  static List<RecordedResponse> of(@Nullable JsonNode node, String where) {
    if (node == null || (node.isArray() && node.isEmpty())) {
      throw refused(where, "field 'responses' must be an array of strings that is not empty");
    }
    List<RecordedResponse> responses = new ArrayList<>();
    for (JsonNode item : node.isArray() ? node : List.of(node)) {
      if (item.isTextual()) {
        responses.add(RecordedResponse.of(item.textValue()));
      } else if (item.isObject()) {
        responses.add(response(item, where + ": response " + responses.size()));
      } else {
        throw refused(where, "field 'responses' must hold strings, or objects with a 'text'");
      }
    }
    return responses;
  }

  private static RecordedResponse response(JsonNode item, String where) {
    for (Iterator<String> names = item.fieldNames(); names.hasNext(); ) {
      String name = names.next();
      if (!FIELDS.contains(name)) {
        throw refused(where, "unknown field '" + name + "'; known are " + new TreeSet<>(FIELDS));
      }
    }
    String finish = item.path("finish").asText("stop");
    if (!item.path("text").isTextual() || !Set.of("stop", "length").contains(finish)) {
      throw refused(where, "'text' must be a string, and 'finish' stop or length");
    }
    int[] tokens = new int[array(item, "tokens", where).size()];
    for (int i = 0; i < tokens.length; i++) {
      JsonNode token = item.get("tokens").get(i);
      if (!token.isInt() || token.intValue() < 0) {
        throw refused(where, "'tokens' must hold token ids, and holds " + token + " at " + i);
      }
      tokens[i] = token.intValue();
    }
    float[] logProbs = new float[array(item, "logprobs", where).size()];
    for (int i = 0; i < logProbs.length; i++) {
      JsonNode logProb = item.get("logprobs").get(i);
      float value = logProb.floatValue();
      if (!logProb.isNumber() || !(value <= ROUNDING) || Float.isInfinite(value)) {
        throw refused(where, "'logprobs' must be numbers <= 0, and holds " + logProb + " at " + i);
      }
      logProbs[i] = logProb.floatValue();
    }
    if (logProbs.length != tokens.length && logProbs.length > 0) {
      throw refused(where, logProbs.length + " log-probs for " + tokens.length + " tokens");
    }
    return new RecordedResponse(
        item.path("text").textValue(), tokens, logProbs, finish.equals("stop"));
  }

  private static JsonNode array(JsonNode item, String name, String where) {
    JsonNode array = item.path(name);
    if (!array.isArray() && !array.isMissingNode()) {
      throw refused(where, "'" + name + "' must be an array");
    }
    return array;
  }

  private static IllegalArgumentException refused(String where, String reason) {
    return new IllegalArgumentException(where + ": " + reason);
  }
}
