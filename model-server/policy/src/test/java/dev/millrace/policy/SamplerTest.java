package dev.millrace.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import dev.millrace.schemas.Sampling;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SamplerTest {
  private static final float[] LOGITS = {0.3f, -1f, 2f, 1.2f, -3f, 0f, 2.1f};
  private static final int DRAWS = 50_000;

  @BeforeEach
  void enter() {
    Torch.enterThread();
  }

  @ParameterizedTest
  @CsvSource({"1, 1, 0", "0.6, 1, 0", "1, 0.8, 0", "1, 1, 3", "1.5, 0.9, 4", "1, 0.01, 0"})
  void frequenciesEqualProbabilities(double temperature, double topP, int topK) {
    Sampling sampling = TestObjects.sampling(temperature, topP, topK, 1);
    double[] expected = ReferenceFilter.logProbs(doubles(LOGITS), sampling);
    int[] counts = new int[LOGITS.length];
    try (NDManager manager = Torch.rootManager(Device.cpu())) {
      NDArray logits = manager.create(LOGITS, new Shape(1, LOGITS.length)).repeat(0, DRAWS);
      Sampler sampler = new Sampler(manager, rows(sampling), LOGITS.length);
      Sampler.Choice choice = sampler.choose(logits, uniforms(manager));
      long[] tokens = choice.tokens().toLongArray();
      float[] logProbs = choice.logProbs().toFloatArray();
      for (int i = 0; i < DRAWS; i++) {
        counts[(int) tokens[i]]++;
        assertThat((double) logProbs[i]).isCloseTo(expected[(int) tokens[i]], within(1e-5));
      }
    }
    for (int token = 0; token < counts.length; token++) {
      double p = Math.exp(expected[token]);
      // Five standard deviations of a binomial share.
      double allowed = 5 * Math.sqrt(p * (1 - p) / DRAWS);
      assertThat((double) counts[token] / DRAWS).isCloseTo(p, within(allowed));
    }
  }

  @Test
  void aTokenOfProbabilityZeroIsNeverDrawn() {
    float[] logits = {-200f, -200f, 0f, -200f};
    try (NDManager manager = Torch.rootManager(Device.cpu())) {
      NDArray rows = manager.create(logits, new Shape(1, 4)).repeat(0, DRAWS);
      Sampler sampler = new Sampler(manager, rows(TestObjects.sampling(1, 1, 0, 1)), logits.length);
      assertThat(sampler.choose(rows, uniforms(manager)).tokens().toLongArray()).containsOnly(2);
    }
  }

  @Test
  void topKOfOneKeepsOneOfEqualTokens() {
    try (NDManager manager = Torch.rootManager(Device.cpu())) {
      NDArray rows = manager.zeros(new Shape(DRAWS, 5));
      Sampler sampler = new Sampler(manager, rows(TestObjects.sampling(1, 1, 1, 1)), 5);
      Sampler.Choice choice = sampler.choose(rows, uniforms(manager));
      assertThat(choice.logProbs().toFloatArray()).containsOnly(0f);
    }
  }

  private static List<Sampling> rows(Sampling sampling) {
    return Collections.nCopies(DRAWS, sampling);
  }

  /** First draws of the responses of one request: [DRAWS, 1]. */
  private static NDArray uniforms(NDManager manager) {
    float[] draws = new float[DRAWS];
    for (int i = 0; i < DRAWS; i++) {
      draws[i] = Draws.uniform(Draws.key(7, "r", i), 0);
    }
    return manager.create(draws, new Shape(DRAWS, 1));
  }

  private static double[] doubles(float[] values) {
    double[] result = new double[values.length];
    for (int i = 0; i < values.length; i++) {
      result[i] = values[i];
    }
    return result;
  }
}
