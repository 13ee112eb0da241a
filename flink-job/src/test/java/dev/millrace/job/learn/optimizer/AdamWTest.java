package dev.millrace.job.learn.optimizer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.pytorch.jni.JniUtils;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class AdamWTest {
  private NDManager manager;

  @BeforeEach
  void open() {
    manager = NDManager.newBaseManager();
    JniUtils.setGradMode(false);
  }

  @AfterEach
  void close() {
    manager.close();
  }

  @Test
  void tenUpdatesAgreeWithTheFormulaInDoublePrecision() {
    AdamWSettings settings = new AdamWSettings(0.9f, 0.95f, 1e-8f, 0.1f, 0.5f);
    Random random = new Random(3);
    float[][] values = {draw(random, 6, 1), draw(random, 4, 1)};
    NDArray a = trained(values[0], new Shape(2, 3));
    NDArray b = trained(values[1], new Shape(4));
    double[][] p = {widened(values[0]), widened(values[1])};
    double[][] m = {new double[6], new double[4]};
    double[][] v = {new double[6], new double[4]};

    try (AdamW optimizer = new AdamW(List.of(a, b), manager, settings)) {
      for (int n = 1; n <= 10; n++) {
        // Tiny gradients are where a wrong ε shows.
        float[][] g = {draw(random, 6, 1), draw(random, 4, 1e-7)};
        float found = backward(optimizer, List.of(a, b), g);
        double norm = reference(p, g, m, v, n, 1e-2, settings);
        assertThat((double) found).isCloseTo(norm, within(1e-6 * norm));
        optimizer.update(1e-2f, found);
      }
      assertThat(optimizer.updates()).isEqualTo(10);
    }
    assertClose(a.toFloatArray(), p[0]);
    assertClose(b.toFloatArray(), p[1]);
  }

  @Test
  void gradientsAreClearedByAnUpdateAndByADiscard() {
    NDArray p = trained(new float[] {1, 2}, new Shape(2));
    try (AdamW optimizer = new AdamW(List.of(p), manager, AdamWSettings.defaults())) {
      float[][] g = {{3, 4}};
      float norm = backward(optimizer, List.of(p), g);
      assertThat(norm).isEqualTo(5);
      optimizer.update(1e-3f, norm);
      assertThat(backward(optimizer, List.of(p), g)).isEqualTo(5);
      optimizer.discard();
      assertThat(backward(optimizer, List.of(p), g)).isEqualTo(5);
    }
  }

  @Test
  void aDiscardChangesNothing() {
    NDArray p = trained(new float[] {1, 2}, new Shape(2));
    try (AdamW optimizer = new AdamW(List.of(p), manager, AdamWSettings.defaults())) {
      backward(optimizer, List.of(p), new float[][] {{Float.NaN, 1}});
      optimizer.discard();
      assertThat(p.toFloatArray()).containsExactly(1, 2);
      assertThat(optimizer.updates()).isZero();
      assertThatThrownBy(() -> optimizer.update(1e-3f, Float.NaN))
          .hasMessageContaining("gradient norm NaN at update 1");
      assertThat(p.toFloatArray()).containsExactly(1, 2);
    }
  }

  @Test
  void restoredMomentsContinueBitForBit() {
    float[] start = {1, -2, 3};
    float[][][] gradients = {{{1, 2, 3}}, {{-1, 0.5f, 2}}, {{0.1f, 0.1f, -3}}};
    NDArray straight = trained(start, new Shape(3));
    NDArray resumed = trained(start, new Shape(3));
    AdamWSettings settings = AdamWSettings.defaults();
    try (AdamW whole = new AdamW(List.of(straight), manager, settings);
        AdamW before = new AdamW(List.of(resumed), manager, settings);
        AdamW after = new AdamW(List.of(resumed), manager, settings)) {
      for (float[][] g : gradients) {
        whole.update(1e-2f, backward(whole, List.of(straight), g));
      }
      before.update(1e-2f, backward(before, List.of(resumed), gradients[0]));
      after.restore(
          before.updates(),
          before.firstMoments().stream().map(NDArray::toFloatArray).toList(),
          before.secondMoments().stream().map(NDArray::toFloatArray).toList());
      after.update(1e-2f, backward(after, List.of(resumed), gradients[1]));
      after.update(1e-2f, backward(after, List.of(resumed), gradients[2]));
    }
    assertThat(resumed.toFloatArray()).isEqualTo(straight.toFloatArray());
  }

  @Test
  void handlesDoNotGrowWithUpdates() {
    NDArray p = trained(new float[] {1, 2}, new Shape(2));
    try (AdamW optimizer = new AdamW(List.of(p), manager, AdamWSettings.defaults())) {
      backward(optimizer, List.of(p), new float[][] {{1, 1}});
      optimizer.discard();
      int before = manager.getManagedArrays().size();
      for (int i = 0; i < 100; i++) {
        optimizer.update(1e-3f, backward(optimizer, List.of(p), new float[][] {{3, 4}}));
      }
      assertThat(manager.getManagedArrays()).hasSize(before);
    }
  }

  /** Backward of Σ p·g, whose gradient is g; the norm is read as a caller would. */
  private float backward(AdamW optimizer, List<NDArray> parameters, float[][] gradients) {
    try (NDManager scope = manager.newSubManager()) {
      Gradients.accumulate(
          scope,
          () -> {
            NDArray loss = null;
            for (int i = 0; i < gradients.length; i++) {
              NDArray g = scope.create(gradients[i], parameters.get(i).getShape());
              NDArray part = g.mul(parameters.get(i)).sum();
              loss = loss == null ? part : loss.add(part);
            }
            return loss;
          });
      return optimizer.norm(scope).toFloatArray()[0];
    }
  }

  private NDArray trained(float[] values, Shape shape) {
    NDArray array = manager.create(values, shape);
    array.setRequiresGradient(true);
    return array;
  }

  private static double reference(
      double[][] p, float[][] g, double[][] m, double[][] v, int n, double lr, AdamWSettings s) {
    double squares = 0;
    for (float[] row : g) {
      for (float x : row) {
        squares += (double) x * x;
      }
    }
    double scale = Math.min(1, s.gradientNormClip() / (Math.sqrt(squares) + 1e-6));
    for (int i = 0; i < p.length; i++) {
      for (int j = 0; j < p[i].length; j++) {
        double x = g[i][j] * scale;
        m[i][j] = s.beta1() * m[i][j] + (1 - s.beta1()) * x;
        v[i][j] = s.beta2() * v[i][j] + (1 - s.beta2()) * x * x;
        double mean = m[i][j] / (1 - Math.pow(s.beta1(), n));
        double variance = v[i][j] / (1 - Math.pow(s.beta2(), n));
        p[i][j] *= 1 - lr * s.weightDecay();
        p[i][j] -= lr * mean / (Math.sqrt(variance) + s.epsilon());
      }
    }
    return Math.sqrt(squares);
  }

  private static void assertClose(float[] found, double[] expected) {
    for (int i = 0; i < expected.length; i++) {
      assertThat((double) found[i]).isCloseTo(expected[i], within(2e-6));
    }
  }

  private static float[] draw(Random random, int count, double spread) {
    float[] values = new float[count];
    for (int i = 0; i < count; i++) {
      values[i] = (float) (spread * random.nextGaussian());
    }
    return values;
  }

  private static double[] widened(float[] values) {
    double[] wide = new double[values.length];
    for (int i = 0; i < values.length; i++) {
      wide[i] = values[i];
    }
    return wide;
  }
}
