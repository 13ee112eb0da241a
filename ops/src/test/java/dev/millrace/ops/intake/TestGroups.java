package dev.millrace.ops.intake;

import dev.millrace.schemas.FinishReason;
import dev.millrace.schemas.Prompt;
import dev.millrace.schemas.Response;
import dev.millrace.schemas.ResponseGroup;
import dev.millrace.schemas.Sampling;
import dev.millrace.schemas.VersionSpan;
import dev.millrace.schemas.avro.ResponseGroupCodec;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/** Groups that hold the contract: two responses, one right and one wrong. */
final class TestGroups {
  static final String TOKENIZER = "digest";
  static final Sampling SAMPLING = new Sampling(1, 1, 0, 16, 1);
  static final int[] PROMPT_TOKENS = {1, 2, 3};

  private TestGroups() {}

  static byte[] encoded(String id) {
    return ResponseGroupCodec.encode(group(id));
  }

  static ResponseGroup group(String id) {
    return group(id, prompt("exact"), List.of(right(id), wrong(id)), TOKENIZER);
  }

  static ResponseGroup group(String id, Prompt prompt, List<Response> responses, String tokenizer) {
    return new ResponseGroup(
        id, prompt, PROMPT_TOKENS, responses, SAMPLING, tokenizer, "test", 0, 0, null);
  }

  static Prompt prompt(String verifier) {
    return new Prompt("p", "test", "1+1=", PROMPT_TOKENS, "2", verifier, Map.of(), 0);
  }

  static Response right(String groupId) {
    return response(groupId + "/0", "2", logProbs(2), 4, 5);
  }

  static Response wrong(String groupId) {
    return response(groupId + "/1", "3", logProbs(2), 4, 6);
  }

  static float[] logProbs(int tokens) {
    float[] logProbs = new float[tokens];
    Arrays.fill(logProbs, -0.5f);
    return logProbs;
  }

  static Response response(String id, String text, float[] logProbs, int... tokens) {
    return new Response(
        id,
        tokens,
        logProbs,
        List.of(new VersionSpan(1, 0, 0, tokens.length)),
        FinishReason.STOP,
        text,
        null);
  }
}
