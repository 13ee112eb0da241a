package dev.millrace.job.learn;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
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
  private final ResponseLayout layout;
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

  StepPart(ResponseLayout layout, Objective objective, NDManager step, long stepTokens) {
    this.layout = layout;
    this.terms = objective.terms(step, layout.tokens(), stepTokens);
  }

  ResponseLayout layout() {
    return layout;
  }

  /** Response positions R·C, padding included. */
  int cells() {
    return layout.targets().length;
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
            NDArray logSoftmax = layout.logSoftmax(policy, scope); // [R,C,V]
            NDArray targets = longs(scope, layout.targets()); // [R,C]
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

  private NDArray longs(NDManager scope, long[] values) {
    return scope.create(values, new Shape(layout.tokens().rows(), layout.tokens().columns()));
  }
}
