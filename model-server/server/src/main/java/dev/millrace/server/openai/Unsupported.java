package dev.millrace.server.openai;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;

/**
 * Parameters of the interface that would change an answer and that this server does not follow:
 * refused by name, unless they say what happens anyway.
 */
final class Unsupported {
  private static final List<String> EMPTY_ONLY =
      List.of("logit_bias", "tools", "functions", "function_call", "suffix");
  private static final List<String> ZERO_ONLY =
      List.of("presence_penalty", "frequency_penalty", "min_p", "min_tokens");
  private static final List<String> ONE_ONLY = List.of("repetition_penalty", "length_penalty");
  private static final List<String> NEVER =
      List.of(
          "audio",
          "prediction",
          "web_search_options",
          "reasoning_effort",
          "verbosity",
          "moderation",
          "guided_json",
          "guided_regex",
          "guided_choice",
          "guided_grammar",
          "structured_outputs",
          "prompt_logprobs",
          "bad_words",
          "allowed_token_ids",
          "ignore_eos",
          "logits_processors",
          "use_beam_search",
          "truncate_prompt_tokens",
          "documents",
          "chat_template",
          "continue_final_message");

  private Unsupported() {}

  static void refuse(Fields fields) {
    NEVER.forEach(name -> require(fields, name, false));
    for (String name : EMPTY_ONLY) {
      JsonNode value = fields.any(name);
      boolean empty = value.isContainerNode() || value.isTextual();
      require(
          fields, name, empty && (value.isTextual() ? value.asText().isEmpty() : value.isEmpty()));
    }
    for (String name : ZERO_ONLY) {
      require(fields, name, fields.any(name).isNumber() && fields.any(name).asDouble() == 0);
    }
    for (String name : ONE_ONLY) {
      require(fields, name, fields.any(name).isNumber() && fields.any(name).asDouble() == 1);
    }
    require(fields, "response_format", is(fields.any("response_format").path("type"), "text"));
    require(fields, "modalities", is(fields.any("modalities").path(0), "text"));
    JsonNode choice = fields.any("tool_choice");
    require(fields, "tool_choice", is(choice, "none") || is(choice, "auto"));
    JsonNode special = fields.any("skip_special_tokens");
    require(fields, "skip_special_tokens", special.isBoolean() && special.asBoolean());
  }

  private static boolean is(JsonNode value, String text) {
    return value.isTextual() && value.asText().equals(text);
  }

  private static void require(Fields fields, String name, boolean harmless) {
    JsonNode value = fields.any(name);
    if (!harmless && !value.isMissingNode()) {
      throw ApiException.unsupported(name, "'" + name + "' is not supported by this server");
    }
  }
}
