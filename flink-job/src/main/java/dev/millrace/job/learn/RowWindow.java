package dev.millrace.job.learn;

import dev.millrace.job.batch.MicroBatch;
import dev.millrace.job.learn.objective.ResponseTokens;

/**
 * The columns of a micro-batch at which response tokens are predicted. Tokens f to T−1 are trained,
 * f being the first response position of any row; they are predicted at positions f−1 to T−2, from
 * the first T−1 tokens.
 *
 * @param rows R
 * @param width T−1, the tokens that the policy reads
 * @param first f−1, the first position whose prediction is trained
 * @param inputs [R,T−1] the tokens that the policy reads
 * @param targets [R,C] the tokens that it should have predicted, C = T−f
 * @param inverseTemperatures [R]
 * @param tokens what is known of the targets
 */
record RowWindow(
    int rows,
    int width,
    int first,
    long[] inputs,
    long[] targets,
    float[] inverseTemperatures,
    ResponseTokens tokens) {

  /** The window of a micro-batch with at least one row. */
  static RowWindow of(MicroBatch batch) {
    int first = batch.firstResponseToken();
    if (first < 1 || first >= batch.width()) {
      throw new IllegalArgumentException(
          "step "
              + batch.step()
              + " part "
              + batch.index()
              + ": first response token "
              + first
              + " outside rows of "
              + batch.width()
              + " tokens that begin with a prompt");
    }
    int rows = batch.rows();
    int width = batch.width() - 1;
    int columns = batch.width() - first;
    long[] inputs = new long[rows * width];
    long[] targets = new long[rows * columns];
    float[] mask = new float[rows * columns];
    float[] behaviour = new float[rows * columns];
    float[] inverse = new float[rows];
    for (int row = 0; row < rows; row++) {
      int source = row * batch.width();
      for (int t = 0; t < width; t++) {
        inputs[row * width + t] = batch.tokens()[source + t];
      }
      for (int c = 0; c < columns; c++) {
        int from = source + first + c;
        targets[row * columns + c] = batch.tokens()[from];
        mask[row * columns + c] = batch.mask()[from];
        behaviour[row * columns + c] = batch.behaviourLogProbs()[from];
      }
      inverse[row] = 1 / batch.temperatures()[row];
    }
    return new RowWindow(
        rows,
        width,
        first - 1,
        inputs,
        targets,
        inverse,
        new ResponseTokens(rows, columns, mask, behaviour, batch.advantages(), batch.filled()));
  }
}
