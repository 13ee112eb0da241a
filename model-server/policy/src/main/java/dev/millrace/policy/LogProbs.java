package dev.millrace.policy;

import ai.djl.ndarray.NDArray;

/**
 * The one definition of log-probs, shared by generation and training: log softmax(logits /
 * temperature).
 */
public final class LogProbs {
  private LogProbs() {}

  /**
   * Log-probs of the whole vocabulary.
   *
   * @param logits [.., V]
   * @param inverseTemperature broadcastable to the logits
   * @return [.., V]
   */
  public static NDArray logSoftmax(NDArray logits, NDArray inverseTemperature) {
    return logits.mul(inverseTemperature).logSoftmax(-1);
  }

  /**
   * Log-probs of chosen tokens.
   *
   * @param logSoftmax [B, T, V]
   * @param targets [B, T] int64; entry t is the token that row t predicts
   * @return [B, T]
   */
  public static NDArray ofTokens(NDArray logSoftmax, NDArray targets) {
    return logSoftmax.gather(targets.expandDims(2), 2).squeeze(2);
  }

  /**
   * Entropies in nats: -sum over v of p log p.
   *
   * @param logSoftmax [B, T, V]
   * @return [B, T]
   */
  public static NDArray entropies(NDArray logSoftmax) {
    return logSoftmax.exp().mul(logSoftmax).sum(new int[] {-1}).neg();
  }
}
