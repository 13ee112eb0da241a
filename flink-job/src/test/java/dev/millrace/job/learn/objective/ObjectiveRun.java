package dev.millrace.job.learn.objective;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.jni.JniUtils;
import dev.millrace.job.learn.optimizer.Gradients;
import java.util.Random;

/** Loss and gradient of the learner's objective for hand-made or drawn log-probs, in float32. */
final class ObjectiveRun {
  private ObjectiveRun() {}

  /**
   * @param loss of the micro-batch
   * @param gradient [R,C] with respect to the current log-probs
   */
  record Result(float loss, float[] gradient) {}

  static Result compute(
      ObjectiveSettings settings,
      ResponseTokens tokens,
      float[] current,
      float[] proximal,
      long stepTokens) {
    try (NDManager scope = NDManager.newBaseManager()) {
      JniUtils.setGradMode(false);
      Shape shape = new Shape(tokens.rows(), tokens.columns());
      Objective objective = new Objective(scope, settings);
      Objective.Terms terms = objective.terms(scope, tokens, stepTokens);
      NDArray prox = scope.create(proximal, shape);
      NDArray theta = scope.create(current, shape);
      theta.setRequiresGradient(true);
      float loss = Gradients.accumulate(scope, () -> objective.loss(terms, theta, prox)).getFloat();
      try (PtNDArray gradient = JniUtils.getGradient((PtNDArray) theta)) {
        return new Result(loss, gradient.toFloatArray());
      }
    }
  }

  /** Rows of 1 to {@code columns} tokens in groups of four whose advantages sum to zero. */
  static ResponseTokens drawTokens(Random random, int rows, int columns) {
    float[] mask = new float[rows * columns];
    float[] behaviour = new float[rows * columns];
    float[] advantages = new float[rows];
    byte[] filled = new byte[rows];
    for (int row = 0; row < rows; row++) {
      int length = 1 + random.nextInt(columns);
      for (int c = 0; c < length; c++) {
        mask[row * columns + c] = 1;
        behaviour[row * columns + c] = -3 * random.nextFloat();
      }
      filled[row] = (byte) random.nextInt(2);
    }
    for (int group = 0; group < rows / 4; group++) {
      float mean = 0;
      for (int g = 0; g < 4; g++) {
        advantages[group * 4 + g] = (float) random.nextGaussian();
        mean += advantages[group * 4 + g] / 4;
      }
      for (int g = 0; g < 4; g++) {
        advantages[group * 4 + g] -= mean;
      }
    }
    return new ResponseTokens(rows, columns, mask, behaviour, advantages, filled);
  }

  /** Log-probs that differ from {@code from} by a normal of the given spread, at most 0. */
  static float[] drawNear(Random random, float[] from, double spread) {
    float[] near = new float[from.length];
    for (int i = 0; i < near.length; i++) {
      near[i] = (float) Math.min(-1e-4, from[i] + spread * random.nextGaussian());
    }
    return near;
  }

  /** The response tokens with other behaviour log-probs where the mask is 1. */
  static ResponseTokens withBehaviour(ResponseTokens tokens, float[] behaviour) {
    float[] masked = behaviour.clone();
    for (int i = 0; i < masked.length; i++) {
      masked[i] *= tokens.mask()[i];
    }
    return new ResponseTokens(
        tokens.rows(),
        tokens.columns(),
        tokens.mask(),
        masked,
        tokens.advantages(),
        tokens.filled());
  }
}
