package dev.millrace.job.learn.objective;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.jni.JniUtils;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.millrace.job.learn.optimizer.Gradients;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * A comparison of the objective with reference values from a file.
 *
 * <p>The file is {@code {"cases": [{settings, lengths [R], advantages [R], behaviour_logprobs
 * [R,C], proximal_logprobs [R,C], current_logprobs [R,C], expected}]}}; {@code expected} holds
 * {@code loss}, {@code gradient_wrt_current_logprobs} [R,C], {@code clipped_tokens}, {@code
 * truncated_tokens}, {@code response_tokens}, {@code mean_weight}, {@code max_weight} and {@code
 * effective_sample_size}. A null {@code weight_cap} or {@code dual_clip} is off.
 *
 * <p>Log-probs enter in float64: a loss is a sum of terms that nearly cancel, and its relative
 * error would otherwise be the rounding of the file's numbers, not the objective's.
 */
public final class ObjectiveCases {
  /** Largest relative error that passes. */
  public static final double TOLERANCE = 1e-5;

  private ObjectiveCases() {}

  /**
   * What the comparison found. Errors are relative: of the loss to its own size, of a gradient to
   * the largest entry of its case.
   *
   * @param cases cases compared
   * @param largestLossError largest relative error of a loss
   * @param largestGradientError largest relative error of a gradient entry
   * @param largestFigureError largest relative error of mean and largest weight and sample size
   * @param countMismatches counts of tokens that are not exactly as expected
   * @param failedCases places of the cases that do not pass, from 0
   */
  public record Report(
      int cases,
      double largestLossError,
      double largestGradientError,
      double largestFigureError,
      int countMismatches,
      List<Integer> failedCases) {
    /** Whether every case agrees. */
    public boolean pass() {
      return cases > 0 && failedCases.isEmpty();
    }
  }

  /**
   * Computes every case of a file with the learner's own objective.
   *
   * @param file the cases
   * @param manager where arrays are made; the calling thread must have entered the engine
   * @throws IOException when the file cannot be read or is not of that form
   */
  public static Report run(Path file, NDManager manager) throws IOException {
    JsonNode cases = new ObjectMapper().readTree(file.toFile()).path("cases");
    if (!cases.isArray() || cases.isEmpty()) {
      throw new IOException(file + ": no \"cases\"");
    }
    double loss = 0;
    double gradient = 0;
    double figures = 0;
    int mismatches = 0;
    List<Integer> failed = new ArrayList<>();
    for (int i = 0; i < cases.size(); i++) {
      Outcome outcome;
      try {
        outcome = compare(cases.get(i), manager);
      } catch (IllegalArgumentException e) {
        throw new IOException(file + ": case " + i + ": " + e.getMessage(), e);
      }
      loss = Math.max(loss, outcome.lossError());
      gradient = Math.max(gradient, outcome.gradientError());
      figures = Math.max(figures, outcome.figureError());
      mismatches += outcome.countMismatches();
      if (!outcome.pass()) {
        failed.add(i);
      }
    }
    return new Report(cases.size(), loss, gradient, figures, mismatches, failed);
  }

  private record Outcome(
      double lossError, double gradientError, double figureError, int countMismatches) {
    boolean pass() {
      return lossError <= TOLERANCE
          && gradientError <= TOLERANCE
          && figureError <= TOLERANCE
          && countMismatches == 0;
    }
  }

  private static Outcome compare(JsonNode test, NDManager manager) {
    ObjectiveSettings settings = settings(field(test, "settings"));
    ResponseTokens tokens = tokens(test);
    double[] behaviour = matrix(test, "behaviour_logprobs", tokens.rows(), tokens.columns());
    double[] proximal = matrix(test, "proximal_logprobs", tokens.rows(), tokens.columns());
    double[] current = matrix(test, "current_logprobs", tokens.rows(), tokens.columns());
    JsonNode expected = field(test, "expected");
    double[] expectedGradient =
        matrix(expected, "gradient_wrt_current_logprobs", tokens.rows(), tokens.columns());

    double loss;
    double[] gradient;
    try (NDManager scope = manager.newSubManager()) {
      Shape shape = new Shape(tokens.rows(), tokens.columns());
      Objective objective = new Objective(scope, settings);
      Objective.Terms terms =
          objective
              .terms(scope, tokens, tokens.tokens())
              .withBehaviour(scope.create(behaviour, shape));
      NDArray prox = scope.create(proximal, shape);
      NDArray theta = scope.create(current, shape);
      theta.setRequiresGradient(true);
      loss = Gradients.accumulate(scope, () -> objective.loss(terms, theta, prox)).getDouble();
      try (PtNDArray found = JniUtils.getGradient((PtNDArray) theta)) {
        gradient = found.toDoubleArray();
      }
    }
    ObjectiveFigures figures = new ObjectiveFigures(settings);
    figures.add(tokens, narrowed(current), narrowed(proximal));
    int mismatches =
        (figures.clippedTokens() == number(expected, "clipped_tokens") ? 0 : 1)
            + (figures.truncatedTokens() == number(expected, "truncated_tokens") ? 0 : 1)
            + (figures.tokens() == number(expected, "response_tokens") ? 0 : 1);
    double figureError =
        Math.max(
            relative(figures.meanWeight(), number(expected, "mean_weight")),
            Math.max(
                relative(figures.maxWeight(), number(expected, "max_weight")),
                relative(
                    figures.effectiveSampleSize(), number(expected, "effective_sample_size"))));
    return new Outcome(
        relative(loss, number(expected, "loss")),
        largestError(gradient, expectedGradient),
        figureError,
        mismatches);
  }

  private static ObjectiveSettings settings(JsonNode node) {
    String reduction = node.path("reduction").asText("token-mean");
    if (!reduction.equals("token-mean")) {
      throw new IllegalArgumentException("reduction must be token-mean, was " + reduction);
    }
    return new ObjectiveSettings(
        Correction.of(field(node, "correction").asText()),
        WeightLevel.of(field(node, "weight_level").asText()),
        (float) number(node, "clip_low"),
        (float) number(node, "clip_high"),
        (float) node.path("dual_clip").asDouble(0),
        (float) node.path("weight_cap").asDouble(0));
  }

  private static ResponseTokens tokens(JsonNode test) {
    JsonNode lengths = field(test, "lengths");
    int rows = lengths.size();
    int columns = field(test, "behaviour_logprobs").path(0).size();
    float[] mask = new float[rows * columns];
    float[] advantages = new float[rows];
    float[] behaviour = narrowed(matrix(test, "behaviour_logprobs", rows, columns));
    for (int row = 0; row < rows; row++) {
      advantages[row] = (float) field(test, "advantages").path(row).asDouble();
      for (int column = 0; column < columns; column++) {
        if (column < lengths.get(row).asInt()) {
          mask[row * columns + column] = 1;
        } else {
          behaviour[row * columns + column] = 0;
        }
      }
    }
    return new ResponseTokens(rows, columns, mask, behaviour, advantages, new byte[rows]);
  }

  private static float[] narrowed(double[] values) {
    float[] narrowed = new float[values.length];
    for (int i = 0; i < values.length; i++) {
      narrowed[i] = (float) values[i];
    }
    return narrowed;
  }

  private static double[] matrix(JsonNode node, String name, int rows, int columns) {
    JsonNode values = field(node, name);
    double[] matrix = new double[rows * columns];
    if (values.size() != rows) {
      throw new IllegalArgumentException(name + " has " + values.size() + " rows, not " + rows);
    }
    for (int row = 0; row < rows; row++) {
      if (values.get(row).size() != columns) {
        throw new IllegalArgumentException(
            name + " row " + row + " has " + values.get(row).size() + " entries, not " + columns);
      }
      for (int column = 0; column < columns; column++) {
        matrix[row * columns + column] = values.get(row).get(column).asDouble();
      }
    }
    return matrix;
  }

  private static JsonNode field(JsonNode node, String name) {
    JsonNode value = node.get(name);
    if (value == null || value.isNull()) {
      throw new IllegalArgumentException("no \"" + name + "\"");
    }
    return value;
  }

  private static double number(JsonNode node, String name) {
    JsonNode value = field(node, name);
    if (!value.isNumber()) {
      throw new IllegalArgumentException("\"" + name + "\" must be a number, was " + value);
    }
    return value.asDouble();
  }

  private static double relative(double found, double expected) {
    double error = Math.abs(found - expected) / Math.max(Math.abs(expected), 1e-12);
    return Double.isNaN(error) ? Double.POSITIVE_INFINITY : error;
  }

  private static double largestError(double[] found, double[] expected) {
    double size = 1e-12;
    double error = 0;
    for (int i = 0; i < expected.length; i++) {
      size = Math.max(size, Math.abs(expected[i]));
      double difference = Math.abs(found[i] - expected[i]);
      error = Math.max(error, Double.isNaN(difference) ? Double.POSITIVE_INFINITY : difference);
    }
    return error / size;
  }
}
