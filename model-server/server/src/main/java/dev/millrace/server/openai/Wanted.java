package dev.millrace.server.openai;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How each answer of a request is to be made and told.
 *
 * @param maxTokens tokens of an answer; 0 where the request does not say
 * @param temperature divides the logits; 0 is greedy
 * @param topP smallest probability mass that is kept
 * @param topK number of most likely tokens that are kept; 0 keeps all
 * @param n answers a prompt
 * @param seed of the draws; null where the request does not say
 * @param stops texts that end an answer and are not part of it
 * @param stopTokens tokens that end an answer
 * @param topLogProbs alternatives told beside each token; -1 when no log-probs are wanted
 * @param stream whether the answer is told while it is made
 * @param streamUsage whether a stream ends with the number of tokens
 * @param tokenIds whether token ids are told
 * @param namesAsIds whether tokens are named {@code token_id:ID} in log-probs
 */
public record Wanted(
    int maxTokens,
    float temperature,
    float topP,
    int topK,
    int n,
    @Nullable Long seed,
    List<String> stops,
    int[] stopTokens,
    int topLogProbs,
    boolean stream,
    boolean streamUsage,
    boolean tokenIds,
    boolean namesAsIds) {

  /** Whether log-probs are told. */
  public boolean logProbs() {
    return topLogProbs >= 0;
  }

  static Wanted read(Fields fields, Limits limits, int maxTokens, int topLogProbs) {
    boolean stream = fields.flag("stream");
    JsonNode options = fields.any("stream_options");
    if (!stream && !options.isMissingNode()) {
      throw ApiException.invalid("stream_options", "'stream_options' is only for 'stream': true");
    }
    if (!options.isMissingNode() && !options.isObject()) {
      throw Fields.wrong("stream_options", "must be an object", options);
    }
    int topK = fields.whole("top_k", 0, -1, Integer.MAX_VALUE);
    Unsupported.refuse(fields);
    Metadata.check(fields);
    // Said about a request, not about its answer.
    fields.accept(
        "user",
        "safety_identifier",
        "prompt_cache_key",
        "prompt_cache_retention",
        "service_tier",
        "parallel_tool_calls");
    return new Wanted(
        maxTokens,
        fields.number("temperature", 1, 0, 2, false),
        fields.number("top_p", 1, 0, 1, true),
        Math.max(topK, 0),
        fields.whole("n", 1, 1, limits.choices()),
        fields.seed("seed"),
        stops(fields, limits),
        stopTokens(fields, limits),
        topLogProbs,
        stream,
        options.path("include_usage").asBoolean(),
        fields.flag("return_token_ids"),
        fields.flag("return_tokens_as_token_ids"));
  }

  private static List<String> stops(Fields fields, Limits limits) {
    JsonNode value = fields.any("stop");
    List<JsonNode> given = new ArrayList<>();
    if (value.isArray()) {
      value.forEach(given::add);
    } else if (!value.isMissingNode()) {
      given.add(value);
    }
    if (given.size() > limits.stops()) {
      throw ApiException.invalid("stop", "'stop' may have at most " + limits.stops() + " texts");
    }
    List<String> stops = new ArrayList<>();
    for (JsonNode each : given) {
      if (!each.isTextual() || each.asText().isEmpty()) {
        throw Fields.wrong("stop", "must be a text, or several", each);
      }
      if (each.asText().length() > limits.stopLength()) {
        throw ApiException.invalid(
            "stop", "a text of 'stop' may have at most " + limits.stopLength() + " characters");
      }
      stops.add(each.asText());
    }
    return List.copyOf(stops);
  }

  private static int[] stopTokens(Fields fields, Limits limits) {
    JsonNode value = fields.any("stop_token_ids");
    if (value.isMissingNode()) {
      return new int[0];
    }
    if (!value.isArray() || value.size() > limits.stops()) {
      throw Fields.wrong("stop_token_ids", "must have at most " + limits.stops() + " ids", value);
    }
    return TokenIds.read("stop_token_ids", value);
  }
}
