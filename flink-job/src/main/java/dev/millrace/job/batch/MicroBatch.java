package dev.millrace.job.batch;

import org.jspecify.annotations.Nullable;

/**
 * A padded part of one training step: R responses with their prompts, T tokens wide, padded on the
 * right. Arrays of shape [R,T] are row-major and indexed by token position: entry [r,t] belongs to
 * token t of row r, which is predicted from the tokens before it.
 *
 * @param step the step that this is a part of, from 1
 * @param index place of this part in the step, from 0
 * @param count parts of the step; 0 for the end mark, which says that this step and those after it
 *     will not come
 * @param manifest the whole step; present in part 0, null in the others and in the end mark
 * @param rows R
 * @param width T
 * @param firstResponseToken smallest position of a response token in any row; nothing before it is
 *     trained
 * @param tokens [R,T] prompt then response, padded with 0
 * @param mask [R,T] 1 for trained response tokens, else 0
 * @param behaviourLogProbs [R,T] recorded log-probs; 0 where mask is 0
 * @param advantages [R]
 * @param temperatures [R] temperature each row was sampled at
 * @param filled [R] 1 when the row was replayed, 0 when it is fresh
 * @param groups [R] index of the row's group in {@code manifest.slots}
 */
public record MicroBatch(
    long step,
    int index,
    int count,
    @Nullable StepManifest manifest,
    int rows,
    int width,
    int firstResponseToken,
    int[] tokens,
    float[] mask,
    float[] behaviourLogProbs,
    float[] advantages,
    float[] temperatures,
    byte[] filled,
    int[] groups) {
  public MicroBatch {
    int cells = rows * width;
    if (tokens.length != cells || mask.length != cells || behaviourLogProbs.length != cells) {
      throw new IllegalArgumentException(
          "step "
              + step
              + " part "
              + index
              + ": arrays of ["
              + rows
              + ","
              + width
              + "] need "
              + cells
              + " entries, have "
              + tokens.length
              + ", "
              + mask.length
              + ", "
              + behaviourLogProbs.length);
    }
    if (advantages.length != rows
        || temperatures.length != rows
        || filled.length != rows
        || groups.length != rows) {
      throw new IllegalArgumentException(
          "step " + step + " part " + index + ": row arrays need " + rows + " entries");
    }
    boolean mark = index == 0 && count == 0 && rows == 0 && manifest == null;
    boolean part = index >= 0 && index < count && (index == 0) == (manifest != null);
    if (!mark && !part) {
      throw new IllegalArgumentException(
          "step "
              + step
              + ": part "
              + index
              + " of "
              + count
              + (manifest == null ? " without" : " with")
              + " manifest");
    }
  }

  /** The mark behind the last part of the last step, {@code step - 1}. */
  static MicroBatch endMark(long step) {
    return new MicroBatch(
        step,
        0,
        0,
        null,
        0,
        1,
        1,
        new int[0],
        new float[0],
        new float[0],
        new float[0],
        new float[0],
        new byte[0],
        new int[0]);
  }

  /** Whether this is the end mark. */
  public boolean isEndMark() {
    return count == 0;
  }
}
