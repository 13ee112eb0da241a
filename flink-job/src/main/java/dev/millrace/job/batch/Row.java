package dev.millrace.job.batch;

/**
 * One trained response before padding.
 *
 * @param prompt [P] prompt token ids
 * @param response [T] response token ids
 * @param mask [T] 1 where the token is trained, else 0
 * @param behaviourLogProbs [T] recorded log-probs
 * @param advantage of the response
 * @param temperature at which it was sampled
 * @param filled whether its group was replayed
 * @param group index of its group among the slots of the step
 */
public record Row(
    int[] prompt,
    int[] response,
    byte[] mask,
    float[] behaviourLogProbs,
    float advantage,
    float temperature,
    boolean filled,
    int group) {
  int length() {
    return prompt.length + response.length;
  }

  /** Response tokens that are trained. */
  public int trainedTokens() {
    int trained = 0;
    for (byte token : mask) {
      trained += token;
    }
    return trained;
  }
}
