package dev.millrace.job.learn.optimizer;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.jni.JniUtils;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.List;

/**
 * Adam with decoupled weight decay, behind one clip of the global gradient norm:
 *
 * <pre>
 *   g ← g · min(1, c / (‖g‖ + 1e−6))
 *   m ← β1 m + (1 − β1) g          v ← β2 v + (1 − β2) g²
 *   p ← p (1 − lr · decay) − lr · (m / (1 − β1ⁿ)) / (√(v / (1 − β2ⁿ)) + ε)
 * </pre>
 *
 * <p>Loshchilov, Hutter 2019, https://arxiv.org/abs/1711.05101. Parameters are changed in place, on
 * the thread that calls, which must have gradients off. An update is two calls: {@link #norm} of
 * what backward passes have accumulated, left on the device so that the caller reads it together
 * with its own figures, then {@link #update} or {@link #discard}.
 */
public final class AdamW implements AutoCloseable {
  private static final float NO_VALUE_CLIP = -1;

  private final List<PtNDArray> parameters;
  private final List<PtNDArray> first; // m, shaped as the parameters
  private final List<PtNDArray> second; // v, shaped as the parameters
  private final AdamWSettings settings;
  private final NDManager manager;
  private long updates;

  /**
   * An optimizer with zero moments.
   *
   * @param parameters what is trained; shapes never change
   * @param owner the moments live in a manager below this one until {@link #close}
   * @param settings the choices
   */
  public AdamW(List<NDArray> parameters, NDManager owner, AdamWSettings settings) {
    this.settings = settings;
    this.manager = owner.newSubManager();
    this.parameters = new ArrayList<>();
    this.first = new ArrayList<>();
    this.second = new ArrayList<>();
    for (NDArray parameter : parameters) {
      this.parameters.add((PtNDArray) parameter);
      first.add((PtNDArray) manager.zeros(parameter.getShape(), parameter.getDataType()));
      second.add((PtNDArray) manager.zeros(parameter.getShape(), parameter.getDataType()));
    }
  }

  /** The choices. */
  public AdamWSettings settings() {
    return settings;
  }

  /** Updates applied so far. */
  public long updates() {
    return updates;
  }

  /**
   * The global norm of the accumulated gradients, not yet read from the device.
   *
   * @param scope where the result lives
   * @return scalar [1]
   */
  public NDArray norm(NDManager scope) {
    PtNDArray[] norms = new PtNDArray[parameters.size()];
    for (int i = 0; i < norms.length; i++) {
      try (PtNDArray gradient = JniUtils.getGradient(parameters.get(i))) {
        norms[i] = JniUtils.norm(gradient, 2, new int[0], false); // []
        norms[i].attach(scope);
      }
    }
    PtNDArray stacked = JniUtils.stack(norms, 0); // [P]
    stacked.attach(scope);
    return JniUtils.norm(stacked, 2, new int[] {0}, true); // [1]
  }

  /**
   * Applies the accumulated gradients and clears them.
   *
   * @param learningRate lr of this update
   * @param norm the value of {@link #norm}; finite
   */
  public void update(float learningRate, float norm) {
    if (!Float.isFinite(norm)) {
      throw new IllegalArgumentException("gradient norm " + norm + " at update " + (updates + 1));
    }
    updates++;
    double root = Math.sqrt(1 - Math.pow(settings.beta2(), (double) updates));
    double corrected = learningRate * root / (1 - Math.pow(settings.beta1(), (double) updates));
    for (int i = 0; i < parameters.size(); i++) {
      try (PtNDArray gradient = JniUtils.getGradient(parameters.get(i))) {
        // The kernel divides by √v + ε without correcting v, so ε carries the correction too.
        JniUtils.adamUpdate(
            parameters.get(i),
            gradient,
            first.get(i),
            second.get(i),
            learningRate,
            (float) corrected,
            settings.weightDecay(),
            clipScale(norm),
            NO_VALUE_CLIP,
            settings.beta1(),
            settings.beta2(),
            (float) (settings.epsilon() * root),
            true);
      }
    }
    discard();
  }

  /** Clears the accumulated gradients without applying them. */
  public void discard() {
    for (PtNDArray parameter : parameters) {
      JniUtils.zeroGrad(parameter);
    }
  }

  /**
   * Parameters and moments at one moment, to go back to.
   *
   * @param updates updates that made them
   * @param copies [3P] parameters, first moments, second moments
   */
  public record Mark(long updates, List<NDArray> copies) {}

  /**
   * Copies parameters and moments.
   *
   * @param scope where the copies live
   */
  public Mark mark(NDManager scope) {
    List<NDArray> copies = new ArrayList<>();
    for (List<PtNDArray> arrays : List.of(parameters, first, second)) {
      for (PtNDArray array : arrays) {
        NDArray copy = array.duplicate();
        copy.attach(scope);
        copies.add(copy);
      }
    }
    return new Mark(updates, copies);
  }

  /** Puts parameters and moments back to where they were. */
  public void rollback(Mark mark) {
    int at = 0;
    for (List<PtNDArray> arrays : List.of(parameters, first, second)) {
      for (PtNDArray array : arrays) {
        mark.copies().get(at++).copyTo(array);
      }
    }
    updates = mark.updates();
  }

  private float clipScale(float norm) {
    if (settings.gradientNormClip() == 0) {
      return 1;
    }
    return (float) Math.min(1.0, settings.gradientNormClip() / (norm + 1e-6));
  }

  /** The first moments, shaped and ordered as the parameters; live arrays. */
  public List<NDArray> firstMoments() {
    return List.copyOf(first);
  }

  /** The second moments, shaped and ordered as the parameters; live arrays. */
  public List<NDArray> secondMoments() {
    return List.copyOf(second);
  }

  /**
   * Continues from saved moments.
   *
   * @param updates updates that made them
   * @param first [P] values of m, row-major
   * @param second [P] values of v, row-major
   */
  public void restore(long updates, List<float[]> first, List<float[]> second) {
    if (updates < 0 || first.size() != parameters.size() || second.size() != parameters.size()) {
      throw new IllegalArgumentException(
          "optimizer of "
              + parameters.size()
              + " parameters cannot continue from "
              + first.size()
              + " and "
              + second.size()
              + " moments of update "
              + updates);
    }
    for (int i = 0; i < parameters.size(); i++) {
      set(this.first.get(i), first.get(i));
      set(this.second.get(i), second.get(i));
    }
    this.updates = updates;
  }

  private static void set(PtNDArray array, float[] values) {
    if (array.size() != values.length) {
      throw new IllegalArgumentException(
          "moment of shape " + array.getShape() + " cannot hold " + values.length + " values");
    }
    array.set(FloatBuffer.wrap(values));
  }

  @Override
  public void close() {
    manager.close();
  }
}
