package dev.millrace.server.openai;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * {@code POST /v1/feedback}.
 *
 * @param inferenceId the answer that is judged
 * @param metric by which
 * @param value the judgement; true is 1, false is 0
 * @param tags anything else that is to be kept
 * @param dryRun whether it is only to be checked
 */
public record FeedbackRequest(
    String inferenceId, String metric, double value, Map<String, String> tags, boolean dryRun) {
  private static final Pattern METRIC = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,63}");
  private static final int TAGS = 16;
  private static final int TAG_NAME = 64;
  private static final int TAG_VALUE = 512;

  /**
   * Reads a request.
   *
   * @throws ApiException that names the parameter which is wrong
   */
  public static FeedbackRequest read(ObjectNode body) {
    Fields fields = new Fields(body);
    String inference = required("inference_id", fields.text("inference_id"));
    String metric = required("metric_name", fields.text("metric_name"));
    if (!METRIC.matcher(metric).matches()) {
      throw ApiException.invalid(
          "metric_name", "'metric_name' must be 1 to 64 letters, digits, '.', '_' or '-'");
    }
    JsonNode value = fields.any("value");
    // Rewards are floats, so a value has to be one.
    boolean number = value.isNumber() && Float.isFinite((float) value.doubleValue());
    if (!number && !value.isBoolean()) {
      throw ApiException.invalid("value", "'value' must be true, false or a finite number");
    }
    FeedbackRequest read =
        new FeedbackRequest(
            inference,
            metric,
            value.isBoolean() ? (value.booleanValue() ? 1 : 0) : value.doubleValue(),
            tags(fields.any("tags")),
            fields.flag("dryrun"));
    fields.refuseTheRest();
    return read;
  }

  private static String required(String name, @Nullable String value) {
    if (value == null || value.isEmpty()) {
      throw ApiException.invalid(name, "'" + name + "' is missing");
    }
    return value;
  }

  private static Map<String, String> tags(JsonNode value) {
    Map<String, String> tags = new TreeMap<>();
    if (value.isMissingNode()) {
      return tags;
    }
    if (!value.isObject() || value.size() > TAGS) {
      throw ApiException.invalid("tags", "'tags' must be an object of at most " + TAGS + " texts");
    }
    for (Map.Entry<String, JsonNode> tag : value.properties()) {
      String text = tag.getValue().textValue();
      if (text == null || text.length() > TAG_VALUE || tag.getKey().length() > TAG_NAME) {
        throw ApiException.invalid(
            "tags",
            "'tags' must be texts of at most "
                + TAG_VALUE
                + " characters, with names of at most "
                + TAG_NAME);
      }
      tags.put(tag.getKey(), text);
    }
    return tags;
  }
}
