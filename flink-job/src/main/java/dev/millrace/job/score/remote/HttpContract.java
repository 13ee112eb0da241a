package dev.millrace.job.score.remote;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.millrace.job.score.Verifier;
import dev.millrace.schemas.Prompt;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;

/** What the verifier {@code http} says to a service, and what it understands of the answer. */
final class HttpContract {
  private static final Pattern CHANNEL = Pattern.compile("[a-z0-9][a-z0-9._-]{0,63}");
  private static final int MOST_CHANNELS = 32;

  private HttpContract() {}

  /** The body of a request; the same for the same prompt and response. */
  static String request(Prompt prompt, Map<String, String> parameters, String response) {
    ObjectNode request = StrictJson.newObject();
    request.put("prompt_id", prompt.promptId());
    request.put("dataset", prompt.dataset());
    request.put("prompt", prompt.text());
    request.put("reference", prompt.reference());
    ObjectNode params = request.putObject("params");
    new TreeMap<>(parameters).forEach(params::put);
    request.put("response", response);
    return StrictJson.text(request);
  }

  /**
   * The channels of an answer: {@code {"channels": {"correct": 1, …}}}.
   *
   * @throws IllegalArgumentException when it says {@code unscored} or {@code error}, or nothing
   *     that is understood
   */
  static Map<String, Float> channels(String body) {
    JsonNode answer = StrictJson.object(body, "its answer");
    for (String refusal : new String[] {"unscored", "error"}) {
      if (answer.hasNonNull(refusal)) {
        JsonNode reason = answer.get(refusal);
        throw new IllegalArgumentException(
            "it says " + refusal + ": " + (reason.isTextual() ? reason.textValue() : reason));
      }
    }
    JsonNode given = answer.path("channels");
    if (!given.isObject() || given.isEmpty() || given.size() > MOST_CHANNELS) {
      throw new IllegalArgumentException(
          "its answer has no 'channels' with 1 to " + MOST_CHANNELS + " numbers");
    }
    Map<String, Float> channels = new TreeMap<>();
    for (Map.Entry<String, JsonNode> field : given.properties()) {
      if (!CHANNEL.matcher(field.getKey()).matches()) {
        throw new IllegalArgumentException(
            "channel '" + field.getKey() + "' is not like " + CHANNEL.pattern());
      }
      channels.put(field.getKey(), number(field.getKey(), field.getValue()));
    }
    if (!channels.containsKey(Verifier.CORRECT)) {
      throw new IllegalArgumentException("its answer has no channel " + Verifier.CORRECT);
    }
    return channels;
  }

  private static float number(String channel, JsonNode value) {
    float number = value.isBoolean() ? (value.booleanValue() ? 1 : 0) : value.floatValue();
    if (!(value.isNumber() || value.isBoolean()) || !Float.isFinite(number)) {
      throw new IllegalArgumentException("channel " + channel + " is no finite number: " + value);
    }
    return number;
  }
}
