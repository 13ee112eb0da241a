package dev.millrace.ops.warmstart;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.jni.JniUtils;
import dev.millrace.policy.LogProbs;
import dev.millrace.policy.Policy;

/**
 * Negative mean log-prob of response tokens: L = −1/N · Σ_r Σ_t mask[r,t] · log π(o[r,t] | before).
 */
final class SupervisedLoss {

  private SupervisedLoss() {}

  /**
   * The loss of one batch, with the way back to the parameters where gradients are on.
   *
   * @param scope where arrays live
   * @return scalar
   */
  static NDArray of(Policy policy, NDManager scope, SupervisedBatch batch) {
    Shape shape = new Shape(batch.rows(), batch.width());
    int first = batch.firstResponseToken();
    NDArray tokens = scope.create(batch.tokens(), shape); // [R,T]
    NDArray mask = columns(scope.create(batch.mask(), shape), first, batch.width()); // [R,U]
    NDArray targets = columns(tokens, first, batch.width()); // [R,U]
    // Position t − 1 predicts token t; the others need no logits.
    NDArray hidden = columns(policy.hidden(tokens), first - 1, batch.width() - 1); // [R,U,d]
    NDArray logSoftmax = LogProbs.logSoftmax(policy.head(hidden), scope.create(1f)); // [R,U,V]
    NDArray logProbs = LogProbs.ofTokens(logSoftmax, targets); // [R,U]
    return logProbs.mul(mask).sum().mul(scope.create(-1f / batch.responseTokens()));
  }

  private static NDArray columns(NDArray array, int from, int to) {
    return JniUtils.slice((PtNDArray) array, 1, from, to, 1);
  }
}
