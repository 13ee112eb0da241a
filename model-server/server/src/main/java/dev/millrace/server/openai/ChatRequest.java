package dev.millrace.server.openai;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * {@code POST /v1/chat/completions}.
 *
 * @param model who is asked
 * @param messages the conversation so far, at least one
 * @param wanted how to go on
 */
public record ChatRequest(String model, List<Message> messages, Wanted wanted) {
  private static final Set<String> ROLES = Set.of("system", "developer", "user", "assistant");
  private static final int MOST_LOG_PROBS = 20;

  /**
   * Something that was said.
   *
   * @param role by whom: system, user or assistant
   * @param content the words
   */
  public record Message(String role, String content) {}

  /**
   * Reads a request.
   *
   * @throws ApiException that names the parameter which is wrong
   */
  public static ChatRequest read(ObjectNode body, Limits limits) {
    Fields fields = new Fields(body);
    String model = fields.text("model");
    List<Message> messages = messages(fields.any("messages"), limits);
    boolean logProbs = fields.flag("logprobs");
    int top = fields.whole("top_logprobs", 0, 0, MOST_LOG_PROBS);
    if (top > 0 && !logProbs) {
      throw ApiException.invalid("top_logprobs", "'top_logprobs' needs 'logprobs': true");
    }
    Wanted wanted = Wanted.read(fields, limits, maxTokens(fields, limits), logProbs ? top : -1);
    fields.refuseTheRest();
    if (model == null) {
      throw ApiException.invalid("model", "'model' is missing");
    }
    return new ChatRequest(model, messages, wanted);
  }

  private static int maxTokens(Fields fields, Limits limits) {
    int legacy = fields.whole("max_tokens", 0, 1, limits.outputTokens());
    int current = fields.whole("max_completion_tokens", 0, 1, limits.outputTokens());
    if (legacy > 0 && current > 0 && legacy != current) {
      throw ApiException.invalid(
          "max_tokens", "'max_tokens' and 'max_completion_tokens' say different numbers");
    }
    return Math.max(legacy, current);
  }

  private static List<Message> messages(JsonNode value, Limits limits) {
    if (!value.isArray() || value.isEmpty()) {
      throw Fields.wrong("messages", "must be a list of at least one message", value);
    }
    if (value.size() > limits.messages()) {
      throw ApiException.invalid(
          "messages", "'messages' may have at most " + limits.messages() + " messages");
    }
    List<Message> messages = new ArrayList<>();
    for (int i = 0; i < value.size(); i++) {
      messages.add(message("messages[" + i + "]", value.get(i)));
    }
    return List.copyOf(messages);
  }

  private static Message message(String at, JsonNode value) {
    if (!(value instanceof ObjectNode object)) {
      throw Fields.wrong(at, "must be an object", value);
    }
    String role = object.path("role").asText();
    if (!ROLES.contains(role)) {
      throw ApiException.invalid(
          at + ".role", "'" + at + ".role' must be system, developer, user or assistant");
    }
    for (String field : List.of("tool_calls", "function_call", "audio", "refusal")) {
      if (object.hasNonNull(field)) {
        String name = at + "." + field;
        throw ApiException.unsupported(name, "'" + name + "' is not supported by this server");
      }
    }
    JsonNode content = object.path("content");
    String words = content.isTextual() ? content.textValue() : parts(at + ".content", content);
    // Models know the word of older interfaces for whoever sets the rules.
    return new Message(role.equals("developer") ? "system" : role, words);
  }

  private static String parts(String at, JsonNode content) {
    if (!content.isArray()) {
      throw Fields.wrong(at, "must be a text or a list of text parts", content);
    }
    StringBuilder words = new StringBuilder();
    for (JsonNode part : content) {
      if (!part.path("type").asText().equals("text") || !part.path("text").isTextual()) {
        throw ApiException.unsupported(at, "'" + at + "' may only have parts of type text");
      }
      words.append(part.get("text").textValue());
    }
    return words.toString();
  }
}
