package dev.millrace.server.external;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.millrace.policy.Generated;
import dev.millrace.schemas.Sampling;
import dev.millrace.server.external.ExternalAnswer.NamedSpan;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * OpenAI's {@code /v1/completions} with token ids for a prompt, and vLLM's fields for the token ids
 * of the answer: {@code return_token_ids}, or {@code token_id:N} in place of the tokens' text. Ids
 * are never guessed from text.
 */
final class CompletionsDialect implements Dialect {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String TOKEN_ID = "token_id:";

  private final String model;

  /**
   * @param model the name that requests give
   */
  CompletionsDialect(String model) {
    this.model = model;
  }

  @Override
  public String path() {
    return "/v1/completions";
  }

  @Override
  public JsonNode request(
      int[] prompt, int answers, Sampling sampling, long seed, int[] endTokens) {
    ObjectNode json = JSON.createObjectNode();
    json.put("model", model);
    Arrays.stream(prompt).forEach(json.putArray("prompt")::add);
    json.put("n", answers);
    json.put("max_tokens", sampling.maxTokens());
    json.put("temperature", sampling.temperature());
    json.put("top_p", sampling.topP());
    json.put("seed", seed);
    json.put("logprobs", 1);
    json.put("stream", false);
    // What follows is vLLM's. All that shapes the distribution is said, because the engine takes
    // what is left out from the model's generation_config.json.
    json.put("top_k", -1);
    json.put("min_p", 0);
    json.put("repetition_penalty", 1);
    json.put("presence_penalty", 0);
    json.put("frequency_penalty", 0);
    Arrays.stream(endTokens).forEach(json.putArray("stop_token_ids")::add);
    json.put("skip_special_tokens", false);
    json.put("add_special_tokens", false);
    json.put("return_token_ids", true);
    json.put("return_tokens_as_token_ids", true);
    return json;
  }

  @Override
  public List<ExternalAnswer> answers(JsonNode response, int[] prompt) {
    List<ExternalAnswer> answers = new ArrayList<>();
    for (JsonNode choice : response.path("choices")) {
      refuseOtherPrompt(choice.path("prompt_token_ids"), prompt);
      JsonNode logProbs = choice.path("logprobs").path("token_logprobs");
      if (!logProbs.isArray()) {
        throw new UnfitEngineException(
            "the engine gives no log-probs of the sampled tokens (choices[].logprobs)");
      }
      int[] tokens = tokens(choice);
      AnswerFields.requireSameLength(tokens.length, logProbs.size());
      float[] values = new float[tokens.length];
      for (int i = 0; i < values.length; i++) {
        values[i] = AnswerFields.logProb(logProbs.get(i));
      }
      Generated generated =
          new Generated(
              tokens, values, AnswerFields.finishReason(choice.path("finish_reason").asText()));
      answers.add(new ExternalAnswer(generated, spans(choice.path("weight_versions"))));
    }
    return answers;
  }

  /** An engine that adds a token of its own has answered another prompt. */
  private static void refuseOtherPrompt(JsonNode ids, int[] prompt) {
    if (ids.isArray() && !Arrays.equals(ids(ids), prompt)) {
      throw new UnfitEngineException(
          "the engine answered the prompt " + ids + ", not " + Arrays.toString(prompt));
    }
  }

  private static int[] tokens(JsonNode choice) {
    JsonNode ids = choice.path("token_ids");
    if (ids.isArray()) {
      return ids(ids);
    }
    JsonNode named = choice.path("logprobs").path("tokens");
    int[] tokens = new int[named.size()];
    for (int i = 0; i < tokens.length; i++) {
      String name = named.get(i).asText();
      if (!name.matches(TOKEN_ID + "\\d{1,9}")) {
        throw new UnfitEngineException(
            "the engine gives no token ids of its answers: neither choices[].token_ids nor"
                + " token_id:N in logprobs.tokens");
      }
      tokens[i] = Integer.parseInt(name.substring(TOKEN_ID.length()));
    }
    return tokens;
  }

  private static int[] ids(JsonNode array) {
    int[] ids = new int[array.size()];
    for (int i = 0; i < ids.length; i++) {
      ids[i] = AnswerFields.tokenId(array.get(i));
    }
    return ids;
  }

  private static List<NamedSpan> spans(JsonNode versions) {
    List<NamedSpan> spans = new ArrayList<>();
    for (JsonNode span : versions instanceof ArrayNode ? versions : JSON.createArrayNode()) {
      spans.add(
          new NamedSpan(
              span.path("version").asText(),
              span.path("start").asInt(-1),
              span.path("end").asInt(-1)));
    }
    return spans;
  }
}
