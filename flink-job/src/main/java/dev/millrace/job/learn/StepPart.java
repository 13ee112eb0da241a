package dev.millrace.job.learn;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.jni.JniUtils;
import dev.millrace.job.learn.objective.Objective;
import dev.millrace.job.learn.optimizer.Gradients;
import dev.millrace.policy.LogProbs;
import dev.millrace.policy.Policy;
import org.jspecify.annotations.Nullable;

/**
 * One micro-batch of the step in training, with what its updates share: the constants of the
 * objective and, from the first forward pass on, the proximal log-probs.
 */
final class StepPart {
  private final RowWindow window;
  private final Objective.Terms terms;
  private @Nullable NDArray proximal; // [R,C], lives as long as the step

  /**
   * What one forward and backward pass leaves on the device, without graph.
   *
   * @param loss [1]
   * @param current [R·C] log-probs under the weights of the pass
   * @param entropies [R·C] of the predictions
   */
  record Pass(NDArray loss, NDArray current, NDArray entropies) {}

  StepPart(RowWindow window, Objective objective, NDManager step, long stepTokens) {
    this.window = window;
    this.terms = objective.terms(step, window.tokens(), stepTokens);
  }

  RowWindow window() {
    return window;
  }

  /** Response positions R·C, padding included. */
  int cells() {
    return window.targets().length;
  }

  /**
   * Adds this part's gradients to the parameters. The first pass of a step defines π_prox: all
   * parts make it on the weights that the step starts from.
   *
   * @param step where the proximal log-probs live
   * @param update where the result lives
   */
  Pass forwardAndBackward(Policy policy, Objective objective, NDManager step, NDManager update) {
    try (NDManager scope = update.newSubManager()) {
      Pass[] pass = new Pass[1];
      Gradients.accumulate(
          scope,
          () -> {
            NDArray logSoftmax = logSoftmax(window, policy, scope); // [R,C,V]
            NDArray targets = longs(scope, window.targets()); // [R,C]
            NDArray current = LogProbs.ofTokens(logSoftmax, targets); // [R,C]
            NDArray start =
                proximal == null ? Gradients.detached(current, step) : proximal; // [R,C]
            proximal = start;
            NDArray loss = objective.loss(terms, current, start); // []
            NDArray entropies = LogProbs.entropies(Gradients.detached(logSoftmax, update)); // [R,C]
            pass[0] =
                new Pass(
                    Gradients.detached(loss, update).reshape(1),
                    Gradients.detached(current, update).reshape(cells()),
                    entropies.reshape(cells()));
            return loss;
          });
      return pass[0];
    }
  }

  /** Log-probs [R,C,V] of the predictions of response tokens, at the generator's temperature. */
  static NDArray logSoftmax(RowWindow window, Policy policy, NDManager scope) {
    NDArray inputs =
        scope.create(window.inputs(), new Shape(window.rows(), window.width())); // [R,T-1]
    NDArray hidden =
        JniUtils.slice(
            (PtNDArray) policy.hidden(inputs), 1, window.first(), window.width(), 1); // [R,C,d]
    NDArray inverse =
        scope.create(window.inverseTemperatures(), new Shape(window.rows(), 1, 1)); // [R,1,1]
    return LogProbs.logSoftmax(policy.head(hidden), inverse);
  }

  private NDArray longs(NDManager scope, long[] values) {
    return scope.create(values, new Shape(window.rows(), window.tokens().columns()));
  }
}
