package dev.millrace.server.external;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.millrace.policy.Generated;
import dev.millrace.schemas.Sampling;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * SGLang's {@code /generate}: token ids in, {@code [log-prob, token id, text]} of each sampled
 * token out. No seed is sent: SGLang heeds one in its deterministic mode only.
 */
final class SglangDialect implements Dialect {
  private static final ObjectMapper JSON = new ObjectMapper();

  @Override
  public String path() {
    return "/generate";
  }

  @Override
  public JsonNode request(
      int[] prompt, int answers, Sampling sampling, long seed, int[] endTokens) {
    ObjectNode json = JSON.createObjectNode();
    // One row an answer: then the response is always a list, and its rows are in order.
    var rows = json.putArray("input_ids");
    for (int i = 0; i < answers; i++) {
      Arrays.stream(prompt).forEach(rows.addArray()::add);
    }
    ObjectNode parameters = json.putObject("sampling_params");
    parameters.put("max_new_tokens", sampling.maxTokens());
    parameters.put("temperature", sampling.temperature());
    parameters.put("top_p", sampling.topP());
    parameters.put("top_k", -1);
    parameters.put("min_p", 0);
    parameters.put("repetition_penalty", 1);
    parameters.put("presence_penalty", 0);
    parameters.put("frequency_penalty", 0);
    Arrays.stream(endTokens).forEach(parameters.putArray("stop_token_ids")::add);
    parameters.put("skip_special_tokens", false);
    json.put("return_logprob", true);
    json.put("stream", false);
    return json;
  }

  @Override
  public List<ExternalAnswer> answers(JsonNode response, int[] prompt) {
    List<ExternalAnswer> answers = new ArrayList<>();
    for (JsonNode row : response) {
      JsonNode meta = row.path("meta_info");
      JsonNode sampled = meta.path("output_token_logprobs");
      if (!sampled.isArray()) {
        throw new UnfitEngineException(
            "the engine gives no meta_info.output_token_logprobs, the log-probs of the sampled"
                + " tokens");
      }
      int[] tokens = new int[sampled.size()];
      float[] logProbs = new float[tokens.length];
      for (int i = 0; i < tokens.length; i++) {
        logProbs[i] = AnswerFields.logProb(sampled.get(i).path(0));
        tokens[i] = AnswerFields.tokenId(sampled.get(i).path(1));
      }
      String reason = meta.path("finish_reason").path("type").asText();
      answers.add(
          new ExternalAnswer(
              new Generated(tokens, logProbs, AnswerFields.finishReason(reason)), List.of()));
    }
    return answers;
  }
}
