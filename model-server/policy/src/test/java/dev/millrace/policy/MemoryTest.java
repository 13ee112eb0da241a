package dev.millrace.policy;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.jni.JniUtils;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Nothing but the policy itself stays in its long-lived manager. */
class MemoryTest {
  private static final int ROUNDS = 100;

  @BeforeEach
  void enter() {
    Torch.enterThread();
  }

  @Test
  void generationLeavesNoArrayBehind() {
    List<GenerationRequest> requests =
        List.of(
            TestObjects.request("a", 0, new int[] {4, 5, 6}, TestObjects.sampling(1, 1, 0, 9)),
            TestObjects.request("a", 1, new int[] {4, 5, 6}, TestObjects.sampling(0.7, 0.9, 5, 12)),
            TestObjects.request("b", 0, new int[] {4}, TestObjects.sampling(0, 1, 0, 3)));
    try (Policy policy = TestObjects.policy(TestObjects.llama(), 1)) {
      Generation.generate(policy, requests);
      int before = policy.manager().getManagedArrays().size();
      for (int round = 0; round < ROUNDS; round++) {
        Generation.generate(policy, requests);
      }
      assertThat(policy.manager().getManagedArrays()).hasSize(before);
    }
  }

  @Test
  void trainingStepsAndWeightFilesLeaveNoArrayBehind(@TempDir Path directory) {
    try (Policy policy = TestObjects.policy(TestObjects.llama(), 1)) {
      policy.requireGradients(true);
      int before = policy.manager().getManagedArrays().size();
      for (int round = 0; round < ROUNDS; round++) {
        backward(policy);
        WeightsFile file = policy.writeWeights(directory.resolve("w"), false);
        policy.readWeights(file.path());
      }
      assertThat(policy.manager().getManagedArrays()).hasSize(before);
    }
  }

  private static void backward(Policy policy) {
    JniUtils.setGradMode(true);
    try (NDManager step = policy.manager().newSubManager()) {
      NDArray tokens = step.create(new long[] {3, 4, 5, 6, 7, 8}, new Shape(2, 3));
      NDArray all = LogProbs.logSoftmax(policy.head(policy.hidden(tokens)), step.create(1f));
      NDArray loss = LogProbs.ofTokens(all, tokens).sum();
      JniUtils.backward((PtNDArray) loss, (PtNDArray) step.ones(loss.getShape()), false, false);
      for (NDArray parameter : policy.parameters()) {
        try (NDArray gradient = parameter.getGradient()) {
          assertThat(gradient.getShape()).isEqualTo(parameter.getShape());
        }
        JniUtils.zeroGrad((PtNDArray) parameter);
      }
    } finally {
      JniUtils.setGradMode(false);
    }
  }
}
