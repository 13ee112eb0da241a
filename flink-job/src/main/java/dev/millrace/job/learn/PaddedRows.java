package dev.millrace.job.learn;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.jni.JniUtils;
import dev.millrace.job.batch.MicroBatch;
import dev.millrace.job.learn.objective.ResponseTokens;
import dev.millrace.policy.LogProbs;
import dev.millrace.policy.Policy;

/**
 * The rows of a micro-batch as they come. Tokens f to T−1 are trained, f being the first response
 * position of any row; they are predicted at positions f−1 to T−2, from the first T−1 tokens.
 *
 * @param rows R
 * @param width T−1, the tokens that the policy reads
 * @param first f−1, the first position whose prediction is trained
 * @param inputs [R,T−1] the tokens that the policy reads
 * @param targets [R,C], C = T−f
 * @param inverseTemperatures [R]
 * @param tokens what is known of the targets
 */
record PaddedRows(
    int rows,
    int width,
    int first,
    long[] inputs,
    long[] targets,
    float[] inverseTemperatures,
    ResponseTokens tokens)
    implements ResponseLayout {

  static PaddedRows of(MicroBatch batch) {
    int first = batch.firstResponseToken();
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
    return new PaddedRows(
        rows,
        width,
        first - 1,
        inputs,
        targets,
        inverse,
        new ResponseTokens(rows, columns, mask, behaviour, batch.advantages(), batch.filled()));
  }

  @Override
  public NDArray logSoftmax(Policy policy, NDManager scope) {
    NDArray read = scope.create(inputs, new Shape(rows, width)); // [R,T-1]
    NDArray hidden = JniUtils.slice((PtNDArray) policy.hidden(read), 1, first, width, 1); // [R,C,d]
    NDArray inverse = scope.create(inverseTemperatures, new Shape(rows, 1, 1)); // [R,1,1]
    return LogProbs.logSoftmax(policy.head(hidden), inverse); // [R,C,V]
  }
}
