package dev.millrace.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class DecoderTest {
  @BeforeEach
  void enter() {
    Torch.enterThread();
  }

  static Stream<PolicyConfig> shapes() {
    return Stream.of(
        TestObjects.config(Family.LLAMA, 16, 4, 4, 4, false, false),
        TestObjects.config(Family.LLAMA, 16, 4, 2, 4, false, true),
        TestObjects.config(Family.LLAMA, 16, 4, 1, 4, true, false),
        TestObjects.config(Family.LLAMA, 16, 3, 1, 6, false, false),
        TestObjects.config(Family.QWEN2, 16, 4, 2, 4, true, true),
        TestObjects.config(Family.QWEN2, 24, 6, 2, 4, true, false),
        TestObjects.config(Family.QWEN3, 16, 4, 2, 8, false, true),
        TestObjects.config(Family.QWEN3, 16, 4, 4, 4, true, false));
  }

  @ParameterizedTest
  @MethodSource("shapes")
  void logProbsEqualThoseOfTheReferenceDecoder(PolicyConfig config) {
    int[] tokens = TestObjects.prompt(new SplittableRandom(5), 11);
    try (Policy policy = TestObjects.policy(config, 3)) {
      double[] expected = new ReferenceDecoder(policy).logProbs(tokens, 0.7);
      float[] actual = TestObjects.logProbs(policy, tokens, 0.7);
      for (int t = 0; t < expected.length; t++) {
        assertThat((double) actual[t]).isCloseTo(expected[t], within(5e-5));
      }
    }
  }

  @Test
  void tokensOnTheRightDoNotChangeThoseBefore() {
    int[] tokens = TestObjects.prompt(new SplittableRandom(6), 9);
    int[] padded = TestObjects.concat(tokens, new int[] {0, 0, 0});
    try (Policy policy = TestObjects.policy(TestObjects.llama(), 3)) {
      float[] alone = TestObjects.logProbs(policy, tokens, 1);
      float[] longer = TestObjects.logProbs(policy, padded, 1);
      for (int t = 0; t < alone.length; t++) {
        assertThat(longer[t]).isCloseTo(alone[t], within(1e-6f));
      }
    }
  }

  @Test
  void sequencesLongerThanTheTablesGrowThem() {
    PolicyConfig small = TestObjects.llama();
    PolicyConfig config =
        new PolicyConfig(
            small.family(),
            small.vocabSize(),
            16,
            2,
            4,
            2,
            4,
            20,
            1000,
            1e4,
            1e-5,
            false,
            false,
            small.endTokens(),
            null,
            null);
    int[] tokens = TestObjects.prompt(new SplittableRandom(7), 600);
    try (Policy policy = TestObjects.policy(config, 3)) {
      double[] expected = new ReferenceDecoder(policy).logProbs(tokens, 1);
      float[] actual = TestObjects.logProbs(policy, tokens, 1);
      assertThat((double) actual[598]).isCloseTo(expected[598], within(1e-4));
    }
  }

  @Test
  void entropyOfEqualLogitsIsTheLogarithmOfTheirNumber() {
    try (NDManager manager = Torch.rootManager(Torch.device("cpu"))) {
      NDArray logits = manager.ones(new Shape(1, 2, 5));
      NDArray logSoftmax = LogProbs.logSoftmax(logits, manager.create(3f));
      for (float entropy : LogProbs.entropies(logSoftmax).toFloatArray()) {
        assertThat((double) entropy).isCloseTo(Math.log(5), within(1e-6));
      }
    }
  }
}
