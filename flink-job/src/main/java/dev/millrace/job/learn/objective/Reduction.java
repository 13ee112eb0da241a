package dev.millrace.job.learn.objective;

/**
 * The weight of each token in the loss of a step, by the token mean: every response token of the
 * step counts 1/N, whatever micro-batch it lies in and however long its response is.
 *
 * <p>DAPO, Yu et al. 2025, https://arxiv.org/abs/2503.14476, section 3.3.
 */
final class Reduction {
  private Reduction() {}

  /**
   * The constant factor −mask · A / N of each token's surrogate.
   *
   * @param tokens the micro-batch
   * @param stepTokens N, response tokens of the whole step; at least 1
   * @return [R,C]
   */
  static float[] tokenMean(ResponseTokens tokens, long stepTokens) {
    if (stepTokens < 1) {
      throw new IllegalArgumentException(
          "a step needs at least 1 response token, N was " + stepTokens);
    }
    float[] factors = new float[tokens.rows() * tokens.columns()];
    for (int row = 0; row < tokens.rows(); row++) {
      float factor = (float) (-tokens.advantages()[row] / (double) stepTokens);
      for (int i = row * tokens.columns(); i < (row + 1) * tokens.columns(); i++) {
        factors[i] = tokens.mask()[i] * factor;
      }
    }
    return factors;
  }
}
