package dev.millrace.ops.bench;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.policy.Family;
import dev.millrace.policy.PolicyConfig;
import org.junit.jupiter.api.Test;

class OperationsTest {
  @Test
  void productOfTwoByTwoHasEightMultiplicationsAndEightAdditions() {
    assertThat(Operations.ofProduct(2)).isEqualTo(8 + 8);
  }

  @Test
  void backwardPassCostsTwiceTheForwardPass() {
    double forward = Operations.ofGeneration(1_000, 80);
    assertThat(forward).isEqualTo(2.0 * 1_000 * 80);
    assertThat(Operations.ofTraining(1_000, 80)).isEqualTo(forward + 2 * forward);
  }

  /** The count without attention is close to the matrices alone, embedding and norms aside. */
  @Test
  void parametersAreTheMatricesThatATokenIsMultipliedWith() {
    PolicyConfig policy = ComputeBenchmark.POLICY;
    assertThat(policy.family()).isEqualTo(Family.LLAMA);
    long attention = 128L * (4 + 2 + 2) * 32 + 4 * 32 * 128L;
    long feedForward = 3L * 128 * 512;
    long head = 512L * 128; // tied with the embedding
    long norms = 4 * 2 * 128L + 128;
    assertThat(policy.parameterCount()).isEqualTo(4 * (attention + feedForward) + head + norms);
  }
}
