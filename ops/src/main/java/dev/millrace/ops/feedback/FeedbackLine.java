package dev.millrace.ops.feedback;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.millrace.schemas.Feedback;
import dev.millrace.schemas.ResponseId;
import dev.millrace.schemas.Vote;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Iterator;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * One line of feedback: {@code {"response_id": "…/0", "metric": "thumbs", "value": 1, "time":
 * "2026-01-31T12:00:00Z", "source": "user-7"}}, and where wanted {@code "tags"}, an object of
 * strings. {@code time} is ISO 8601 or epoch milliseconds; it has no default, because a line that
 * is sent again has to be the same feedback. A field of any other name is refused.
 */
final class FeedbackLine {
  private static final Set<String> FIELDS =
      Set.of("response_id", "metric", "value", "time", "source", "tags");

  private static final ObjectMapper JSON =
      JsonMapper.builder()
          .enable(JsonParser.Feature.STRICT_DUPLICATE_DETECTION)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .build();

  private FeedbackLine() {}

  /**
   * The feedback of a line.
   *
   * @param where file and line, for errors
   * @throws IllegalArgumentException that says where and what is wrong
   */
  static Feedback parse(String line, String where) {
    JsonNode object;
    try {
      object = JSON.readTree(line);
    } catch (JsonProcessingException e) {
      throw refused(where, "not JSON: " + e.getOriginalMessage());
    }
    if (!object.isObject()) {
      throw refused(where, "expected a JSON object");
    }
    for (Iterator<String> names = object.fieldNames(); names.hasNext(); ) {
      String name = names.next();
      if (!FIELDS.contains(name)) {
        throw refused(
            where,
            "unknown field '"
                + name
                + "'; known are metric, response_id, source, tags, time,"
                + " value");
      }
    }
    String response = text(object, "response_id", where);
    if (ResponseId.parse(response).isEmpty()) {
      throw refused(where, "field 'response_id' must be <group>/<index>, was '" + response + "'");
    }
    JsonNode value = object.get("value");
    if (value == null || !value.isNumber() || !Double.isFinite(value.doubleValue())) {
      throw refused(where, "field 'value' must be a number");
    }
    Vote vote =
        new Vote(
            text(object, "metric", where),
            value.doubleValue(),
            time(object.get("time"), where),
            text(object, "source", where));
    return new Feedback(response, vote, tags(object.get("tags"), where));
  }

  private static long time(@Nullable JsonNode time, String where) {
    if (time != null && time.isIntegralNumber() && time.canConvertToLong() && time.asLong() >= 0) {
      return time.asLong();
    }
    if (time != null && time.isTextual()) {
      try {
        return Instant.parse(time.textValue()).toEpochMilli();
      } catch (DateTimeException e) {
        // Said below, as of anything else that is no time.
      }
    }
    throw refused(
        where,
        "field 'time' must be epoch milliseconds or a time such as \"2026-01-31T12:00:00Z\", was "
            + time);
  }

  private static Map<String, String> tags(@Nullable JsonNode tags, String where) {
    Map<String, String> all = new TreeMap<>();
    if (tags == null) {
      return all;
    }
    if (!tags.isObject()) {
      throw refused(where, "field 'tags' must be an object of strings");
    }
    for (Map.Entry<String, JsonNode> tag : tags.properties()) {
      if (!tag.getValue().isTextual()) {
        throw refused(where, "tag '" + tag.getKey() + "' must be a string");
      }
      all.put(tag.getKey(), tag.getValue().textValue());
    }
    return all;
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

  private static IllegalArgumentException refused(String where, String reason) {
    return new IllegalArgumentException(where + ": " + reason);
  }
}
