package dev.millrace.job.learn.optimizer;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.jni.JniUtils;
import java.util.function.Supplier;

/**
 * The backward pass: gradients of a scalar, added to those that the parameters already hold.
 *
 * <p>DJL's collector may be open once in a JVM and walks every array to clear gradients; this is
 * the same pass without it, for any number of threads at once.
 */
public final class Gradients {
  private Gradients() {}

  /**
   * Computes a loss with gradients on and adds its gradients to the parameters; gradients are off
   * again afterwards, whatever happens.
   *
   * @param scope where intermediate arrays live
   * @param loss gives a scalar; runs once
   * @return what {@code loss} gave; not read from the device
   */
  public static NDArray accumulate(NDManager scope, Supplier<NDArray> loss) {
    JniUtils.setGradMode(true);
    try {
      NDArray value = loss.get();
      NDArray one = scope.ones(value.getShape(), value.getDataType());
      JniUtils.backward((PtNDArray) value, (PtNDArray) one, false, false);
      return value;
    } finally {
      JniUtils.setGradMode(false);
    }
  }

  /**
   * The same values without a way back to the parameters.
   *
   * @param array with or without gradient
   * @param scope where the result lives
   */
  public static NDArray detached(NDArray array, NDManager scope) {
    NDArray detached = JniUtils.detachGradient((PtNDArray) array);
    detached.attach(scope);
    return detached;
  }
}
