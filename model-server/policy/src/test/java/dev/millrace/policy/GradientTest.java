package dev.millrace.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.jni.JniUtils;
import dev.millrace.policy.safetensors.StoredTensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Gradients of the sum of log-probs against central differences of the reference decoder. */
class GradientTest {
  private static final double STEP = 1e-5;
  private static final int VALUES_PER_TENSOR = 4;

  @BeforeEach
  void enter() {
    Torch.enterThread();
  }

  @ParameterizedTest
  @MethodSource("dev.millrace.policy.DecoderTest#shapes")
  void gradientsEqualDifferencesOfTheReferenceDecoder(PolicyConfig config) {
    SplittableRandom random = new SplittableRandom(11);
    int[] tokens = TestObjects.prompt(random, 7);
    try (Policy policy = TestObjects.policy(config, 3)) {
      List<float[]> gradients = gradients(policy, tokens);
      ReferenceDecoder reference = new ReferenceDecoder(policy);
      List<WeightLayout.Parameter> parameters = WeightLayout.of(config).parameters();
      for (int i = 0; i < parameters.size(); i++) {
        int start = 0;
        for (StoredTensor tensor : parameters.get(i).tensors()) {
          for (int n = 0; n < VALUES_PER_TENSOR; n++) {
            int index = random.nextInt((int) tensor.values());
            double expected = difference(reference, tensor.name(), index, tokens);
            assertThat((double) gradients.get(i)[start + index])
                .as("%s[%s]", tensor.name(), index)
                .isCloseTo(expected, within(2e-4 * (1 + Math.abs(expected))));
          }
          start += (int) tensor.values();
        }
      }
    }
  }

  private static double difference(
      ReferenceDecoder reference, String name, int index, int[] tokens) {
    reference.nudge(name, index, STEP);
    double above = Arrays.stream(reference.logProbs(tokens, 1)).sum();
    reference.nudge(name, index, -2 * STEP);
    double below = Arrays.stream(reference.logProbs(tokens, 1)).sum();
    reference.nudge(name, index, STEP);
    return (above - below) / (2 * STEP);
  }

  private static List<float[]> gradients(Policy policy, int[] tokens) {
    policy.requireGradients(true);
    JniUtils.setGradMode(true);
    try (NDManager step = policy.manager().newSubManager()) {
      long[] ids = Arrays.stream(tokens).asLongStream().toArray();
      int last = ids.length - 1;
      NDArray input = step.create(ids, new Shape(1, ids.length));
      NDArray hidden = Torch.slice(policy.hidden(input), 1, 0, last);
      NDArray all = LogProbs.logSoftmax(policy.head(hidden), step.create(1f));
      NDArray sum = LogProbs.ofTokens(all, Torch.slice(input, 1, 1, last + 1L)).sum();
      JniUtils.backward((PtNDArray) sum, (PtNDArray) step.ones(sum.getShape()), false, false);
      List<float[]> gradients = new ArrayList<>();
      for (NDArray parameter : policy.parameters()) {
        try (NDArray gradient = parameter.getGradient()) {
          gradients.add(gradient.toFloatArray());
        }
      }
      return gradients;
    } finally {
      JniUtils.setGradMode(false);
    }
  }
}
