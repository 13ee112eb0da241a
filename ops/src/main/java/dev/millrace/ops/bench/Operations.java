package dev.millrace.ops.bench;

/**
 * Floating-point operations, counted as usual: a product of a vector with a weight matrix is one
 * multiplication and one addition a weight, and a backward pass is two such products.
 *
 * <p>Kaplan et al. 2020, https://arxiv.org/abs/2001.08361, section 2.1; attention scores are left
 * out.
 */
final class Operations {
  private Operations() {}

  /** Of a product of two square matrices with n rows: 2 n³. */
  static double ofProduct(long n) {
    return 2.0 * n * n * n;
  }

  /** Of a training step without its optimizer: 6 N a token. */
  static double ofTraining(long parameters, long tokens) {
    return 6.0 * parameters * tokens;
  }

  /** Of generation: 2 N a sampled token. */
  static double ofGeneration(long parameters, long tokens) {
    return 2.0 * parameters * tokens;
  }
}
