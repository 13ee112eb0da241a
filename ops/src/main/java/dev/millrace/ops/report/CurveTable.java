package dev.millrace.ops.report;

import dev.millrace.ops.evaluation.Evaluation;
import dev.millrace.ops.report.RunHistory.StepFigures;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * The values behind the curves as comma-separated lines: one a step, a column for every figure; a
 * figure that a step does not have is empty. Step 0 is the starting policy.
 */
final class CurveTable {

  private static final String SAMPLED = "eval/sampled_accuracy";
  private static final String GREEDY = "eval/greedy_accuracy";

  private CurveTable() {}

  static String csv(RunHistory history) {
    Map<Long, Map<String, Double>> rows = new TreeMap<>();
    for (StepFigures step : history.steps()) {
      rows.put(step.step(), new TreeMap<>(step.metrics()));
    }
    for (Evaluation evaluation : history.evaluations()) {
      Map<String, Double> row = rows.computeIfAbsent(evaluation.step(), step -> new TreeMap<>());
      row.put(SAMPLED, evaluation.sampledAccuracy());
      row.put(GREEDY, evaluation.greedyAccuracy());
    }
    TreeSet<String> names = new TreeSet<>();
    rows.values().forEach(row -> names.addAll(row.keySet()));
    StringBuilder csv = new StringBuilder("step");
    names.forEach(name -> csv.append(',').append(name));
    rows.forEach(
        (step, row) -> {
          List<String> cells = new ArrayList<>();
          names.forEach(name -> cells.add(cell(row.getOrDefault(name, Double.NaN))));
          csv.append('\n').append(step).append(',').append(String.join(",", cells));
        });
    return csv.append('\n').toString();
  }

  /** Seven digits are those of the 32-bit floats that most figures come from. */
  private static String cell(double value) {
    return Double.isFinite(value) ? Float.toString((float) value) : "";
  }
}
