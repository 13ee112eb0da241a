package dev.millrace.job.learn;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import dev.millrace.job.batch.MicroBatch;
import dev.millrace.job.learn.objective.ResponseTokens;
import dev.millrace.policy.Policy;
import dev.millrace.policy.PolicyConfig;

/**
 * How a micro-batch lies before the policy. Each way gives the same prediction for each response
 * token, up to rounding; they differ in how often a prompt is computed.
 */
interface ResponseLayout {
  /** What is known of the response tokens, in this layout's order of rows. */
  ResponseTokens tokens();

  /** [R,C] the tokens that were sampled. */
  long[] targets();

  /**
   * Log-probs of the whole vocabulary where response tokens are predicted, at the temperature of
   * each row.
   *
   * @param scope where everything lives
   * @return [R,C,V]
   */
  NDArray logSoftmax(Policy policy, NDManager scope);

  /** The cheaper layout of a micro-batch with at least one row; the same for the same shapes. */
  static ResponseLayout of(MicroBatch batch, PolicyConfig policy) {
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
    SharedPrompts shared = SharedPrompts.of(batch);
    if (shared != null
        && work(policy, shared.prompts(), shared.branches().width())
            < work(policy, batch.rows(), batch.width() - 1)) {
      return shared;
    }
    return PaddedRows.of(batch);
  }

  /**
   * Operations of a forward pass up to a common factor: the matrices of every token, and its
   * attention to the row, of which each score also costs a softmax.
   */
  private static double work(PolicyConfig policy, int rows, int width) {
    double heads = policy.heads();
    double head = policy.headDim();
    double matrices =
        2.0
            * policy.hiddenSize()
            * ((2 * heads + 2.0 * policy.kvHeads()) * head + 3.0 * policy.intermediateSize());
    double attention = width * heads * (4 * head + SOFTMAX);
    return rows * (double) width * (matrices + attention);
  }

  /** Cost of one attention score outside the matrix products, in operations of one. */
  double SOFTMAX = 60;
}
