package dev.millrace.ops.warmstart;

import java.util.List;

/**
 * Examples as the policy is trained on them: prompt then response, padded on the right.
 *
 * @param rows R
 * @param width T
 * @param firstResponseToken smallest position of a response token in any row
 * @param tokens [R,T] row-major, padded with 0
 * @param mask [R,T] 1 for response tokens, else 0
 * @param responseTokens number of ones in the mask
 */
record SupervisedBatch(
    int rows, int width, int firstResponseToken, long[] tokens, float[] mask, int responseTokens) {

  /**
   * One example.
   *
   * @param prompt token ids, at least one
   * @param response token ids, the end token included, at least one
   */
  record Example(int[] prompt, int[] response) {
    Example {
      if (prompt.length == 0 || response.length == 0) {
        throw new IllegalArgumentException("an example needs prompt and response tokens");
      }
    }
  }

  static SupervisedBatch of(List<Example> examples) {
    int rows = examples.size();
    int width = 0;
    int first = Integer.MAX_VALUE;
    for (Example example : examples) {
      width = Math.max(width, example.prompt.length + example.response.length);
      first = Math.min(first, example.prompt.length);
    }
    long[] tokens = new long[rows * width];
    float[] mask = new float[rows * width];
    int responseTokens = 0;
    for (int row = 0; row < rows; row++) {
      int cell = row * width;
      for (int token : examples.get(row).prompt) {
        tokens[cell++] = token;
      }
      for (int token : examples.get(row).response) {
        mask[cell] = 1;
        tokens[cell++] = token;
        responseTokens++;
      }
    }
    return new SupervisedBatch(rows, width, first, tokens, mask, responseTokens);
  }
}
