package dev.millrace.policy;

import java.nio.IntBuffer;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The distinct prompts of a batch, padded on the left to one length.
 *
 * @param prompts the distinct prompts, in the order of their first request
 * @param rows [B] which prompt each request has
 * @param length tokens of the longest prompt
 */
record PromptBatch(List<int[]> prompts, long[] rows, int length) {

  static PromptBatch of(PolicyConfig config, List<GenerationRequest> requests) {
    Map<IntBuffer, Integer> seen = new LinkedHashMap<>();
    List<int[]> prompts = new ArrayList<>();
    long[] rows = new long[requests.size()];
    int length = 0;
    for (int i = 0; i < rows.length; i++) {
      GenerationRequest request = requests.get(i);
      requireFits(config, request);
      int[] prompt = request.promptTokens();
      Integer row = seen.putIfAbsent(IntBuffer.wrap(prompt), prompts.size());
      if (row == null) {
        rows[i] = prompts.size();
        prompts.add(prompt);
        length = Math.max(length, prompt.length);
      } else {
        rows[i] = row;
      }
    }
    return new PromptBatch(List.copyOf(prompts), rows, length);
  }

  int distinct() {
    return prompts.size();
  }

  /** Whether prompts stand for more than one request. */
  boolean isExpanded() {
    return prompts.size() < rows.length;
  }

  boolean isPadded() {
    return prompts.stream().anyMatch(prompt -> prompt.length < length);
  }

  /** Tokens [D, P], padded on the left with token 0. */
  long[] tokens() {
    long[] tokens = new long[prompts.size() * length];
    for (int row = 0; row < prompts.size(); row++) {
      int[] prompt = prompts.get(row);
      int start = (row + 1) * length - prompt.length;
      for (int i = 0; i < prompt.length; i++) {
        tokens[start + i] = prompt[i];
      }
    }
    return tokens;
  }

  /** What is added to the scores of each distinct prompt: [D, P]. */
  float[] promptPadding() {
    float[] padding = new float[prompts.size() * length];
    for (int row = 0; row < prompts.size(); row++) {
      block(padding, row * length, length - prompts.get(row).length);
    }
    return padding;
  }

  /** What is added to the scores of some requests, over the prompt and what follows: [B, T]. */
  float[] padding(int[] requests, int total) {
    float[] padding = new float[requests.length * total];
    for (int row = 0; row < requests.length; row++) {
      int[] prompt = prompts.get((int) rows[requests[row]]);
      block(padding, row * total, length - prompt.length);
    }
    return padding;
  }

  private static void block(float[] padding, int start, int count) {
    for (int i = 0; i < count; i++) {
      padding[start + i] = Positions.blocked();
    }
  }

  /**
   * Refuses what the policy cannot answer.
   *
   * @throws IllegalArgumentException naming the request, and the limit or the token
   */
  static void requireFits(PolicyConfig config, GenerationRequest request) {
    long total = (long) request.promptTokens().length + request.sampling().maxTokens();
    if (total > config.maxPositions()) {
      throw new IllegalArgumentException(
          "request "
              + request.requestId()
              + ": prompt and maxTokens need "
              + total
              + " positions, the policy has "
              + config.maxPositions());
    }
    for (int token : request.promptTokens()) {
      if (token < 0 || token >= config.vocabSize()) {
        throw new IllegalArgumentException(
            "request "
                + request.requestId()
                + ": prompt token "
                + token
                + " is outside the vocabulary of "
                + config.vocabSize());
      }
    }
  }
}
