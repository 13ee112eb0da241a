package dev.millrace.policy;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Log-probs of answers that somebody else wrote: of each token the log-prob that a policy gives it
 * after the prompt and the tokens before it, which is what it would have recorded had it sampled
 * them without filters.
 */
public final class TeacherForcing {
  /**
   * Tokens that the decoder reads at once, padding included; one answer is read whatever it has.
   */
  private static final int MOST_TOKENS = 8192;

  /** Logits that exist at once; those of one position do whatever they are. */
  private static final int MOST_LOGITS = 1 << 24;

  private TeacherForcing() {}

  /**
   * The log-probs of answers to one prompt.
   *
   * @param prompt token ids; at least one
   * @param answers token ids of each; may be empty
   * @param temperature divides the logits; above 0
   * @return of each answer one a token
   */
  public static List<float[]> logProbs(
      Policy policy, int[] prompt, List<int[]> answers, float temperature) {
    if (prompt.length == 0) {
      throw new IllegalArgumentException("the prompt has no tokens");
    }
    if (!(temperature > 0) || Float.isInfinite(temperature)) {
      throw new IllegalArgumentException("temperature must be finite and > 0, was " + temperature);
    }
    List<float[]> found = new ArrayList<>(answers.size());
    List<int[]> open = new ArrayList<>();
    int longest = 0;
    for (int[] answer : answers) {
      int width = Math.max(longest, prompt.length + answer.length);
      if (!open.isEmpty() && (long) width * (open.size() + 1) > MOST_TOKENS) {
        found.addAll(rows(policy, prompt, open, temperature));
        open.clear();
        width = prompt.length + answer.length;
      }
      open.add(answer);
      longest = width;
    }
    found.addAll(rows(policy, prompt, open, temperature));
    return found;
  }

  private static List<float[]> rows(
      Policy policy, int[] prompt, List<int[]> answers, float temperature) {
    int rows = answers.size();
    int columns = answers.stream().mapToInt(answer -> answer.length).max().orElse(0); // C
    if (columns == 0) {
      return answers.stream().map(answer -> new float[0]).toList();
    }
    int width = prompt.length + columns - 1; // the last token predicts none that is asked for
    long[] inputs = new long[rows * width];
    long[] targets = new long[rows * columns];
    for (int row = 0; row < rows; row++) {
      int[] answer = answers.get(row);
      for (int t = 0; t < width; t++) {
        int after = t - prompt.length;
        inputs[row * width + t] =
            after < 0 ? prompt[t] : after < answer.length ? answer[after] : prompt[0];
      }
      for (int c = 0; c < columns; c++) {
        targets[row * columns + c] = c < answer.length ? answer[c] : prompt[0];
      }
    }
    float[] all = new float[rows * columns];
    try (NDManager scope = policy.manager().newSubManager()) {
      NDArray read = scope.create(inputs, new Shape(rows, width)); // [R,T]
      NDArray wanted = scope.create(targets, new Shape(rows, columns)); // [R,C]
      NDArray hidden = Torch.slice(policy.hidden(read), 1, prompt.length - 1L, width); // [R,C,d]
      NDArray inverse = scope.create(1 / temperature);
      long position = (long) rows * policy.config().vocabSize();
      int block = (int) Math.max(1, Math.min(columns, MOST_LOGITS / position));
      for (int from = 0; from < columns; from += block) {
        int to = Math.min(columns, from + block);
        try (NDManager part = scope.newSubManager()) {
          NDArray some = Torch.sliceInto(part, hidden, 1, from, to); // [R,c,d]
          NDArray logSoftmax = LogProbs.logSoftmax(policy.head(some), inverse); // [R,c,V]
          NDArray those = Torch.sliceInto(part, wanted, 1, from, to);
          float[] values = LogProbs.ofTokens(logSoftmax, those).toFloatArray(); // [R,c]
          for (int row = 0; row < rows; row++) {
            System.arraycopy(values, row * (to - from), all, row * columns + from, to - from);
          }
        }
      }
    }
    List<float[]> found = new ArrayList<>(rows);
    for (int row = 0; row < rows; row++) {
      int begin = row * columns;
      found.add(Arrays.copyOfRange(all, begin, begin + answers.get(row).length));
    }
    return found;
  }
}
