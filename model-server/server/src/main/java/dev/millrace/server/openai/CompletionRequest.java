package dev.millrace.server.openai;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * {@code POST /v1/completions}.
 *
 * @param model who is asked
 * @param prompts what is to be continued, at least one
 * @param wanted how
 * @param echo whether each answer begins with its prompt
 */
public record CompletionRequest(String model, List<Prompt> prompts, Wanted wanted, boolean echo) {
  private static final int DEFAULT_MAX_TOKENS = 16;
  private static final int MOST_LOG_PROBS = 5;

  /**
   * A prompt: a text or its tokens, one of the two.
   *
   * @param text as it was written; names of control tokens in it are control tokens
   */
  public record Prompt(@Nullable String text, int @Nullable [] tokens) {}

  /**
   * Reads a request.
   *
   * @throws ApiException that names the parameter which is wrong
   */
  public static CompletionRequest read(ObjectNode body, Limits limits) {
    Fields fields = new Fields(body);
    String model = fields.text("model");
    List<Prompt> prompts = prompts(fields.any("prompt"));
    int maxTokens = fields.whole("max_tokens", DEFAULT_MAX_TOKENS, 1, limits.outputTokens());
    boolean echo = fields.flag("echo");
    int logProbs = fields.whole("logprobs", -1, 0, MOST_LOG_PROBS);
    if (echo && logProbs >= 0) {
      throw ApiException.unsupported(
          "logprobs", "'logprobs' of an echoed prompt are not supported by this server");
    }
    Wanted wanted = Wanted.read(fields, limits, maxTokens, logProbs);
    int bestOf = fields.whole("best_of", wanted.n(), 1, limits.choices());
    if (bestOf != wanted.n()) {
      throw ApiException.unsupported("best_of", "'best_of' other than 'n' is not supported");
    }
    fields.refuseTheRest();
    if ((long) prompts.size() * wanted.n() > limits.choices()) {
      throw ApiException.invalid(
          "n",
          prompts.size()
              + " prompts with 'n' "
              + wanted.n()
              + " want more than "
              + limits.choices()
              + " answers");
    }
    if (model == null) {
      throw ApiException.invalid("model", "'model' is missing");
    }
    return new CompletionRequest(model, prompts, wanted, echo);
  }

  private static List<Prompt> prompts(JsonNode value) {
    if (value.isTextual()) {
      return List.of(new Prompt(value.textValue(), null));
    }
    if (!value.isArray() || value.isEmpty()) {
      throw Fields.wrong("prompt", "must be a text, token ids, or a list of such", value);
    }
    if (value.get(0).isNumber()) {
      return List.of(new Prompt(null, TokenIds.read("prompt", value)));
    }
    List<Prompt> prompts = new ArrayList<>();
    for (JsonNode each : value) {
      if (each.isTextual()) {
        prompts.add(new Prompt(each.textValue(), null));
      } else if (each.isArray()) {
        prompts.add(new Prompt(null, TokenIds.read("prompt", each)));
      } else {
        throw Fields.wrong("prompt", "must be a text, token ids, or a list of such", each);
      }
    }
    return List.copyOf(prompts);
  }
}
