package dev.millrace.policy;

import java.util.Arrays;

/**
 * A row of tokens in which several continuations share one beginning: a prompt, then G branches of
 * equal length one after the other. A branch sees the prompt and itself, at the positions that it
 * would have right behind the prompt, so every prediction is that of the prompt and one branch
 * alone; the prompt is computed once instead of G times.
 *
 * @param prompt tokens of the prompt, at least 1
 * @param count G, at least 1
 * @param length tokens of each branch, at least 0; shorter ones are padded on the right
 */
public record Branches(int prompt, int count, int length) {
  public Branches {
    if (prompt < 1 || count < 1 || length < 0) {
      throw new IllegalArgumentException(
          "a row of " + count + " branches of " + length + " tokens after " + prompt);
    }
  }

  /** Tokens of a row. */
  public int width() {
    return prompt + count * length;
  }

  /** Position [T] of each column. */
  int[] positions() {
    int[] positions = new int[width()];
    for (int column = 0; column < positions.length; column++) {
      positions[column] = column < prompt ? column : prompt + (column - prompt) % length;
    }
    return positions;
  }

  /** [T,T]: 0 where the row's token may look at the column's, {@code blocked} elsewhere. */
  float[] mask(float blocked) {
    int width = width();
    float[] mask = new float[width * width];
    Arrays.fill(mask, blocked);
    for (int from = 0; from < width; from++) {
      Arrays.fill(mask, from * width, from * width + Math.min(from + 1, prompt), 0);
      if (from >= prompt) {
        int first = from - (from - prompt) % length;
        Arrays.fill(mask, from * width + first, from * width + from + 1, 0);
      }
    }
    return mask;
  }
}
