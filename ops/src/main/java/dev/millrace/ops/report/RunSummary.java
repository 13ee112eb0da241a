package dev.millrace.ops.report;

import dev.millrace.ops.evaluation.Evaluation;
import dev.millrace.ops.report.RunHistory.StepFigures;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * A run in a dozen numbers. A number that the run does not have is NaN.
 *
 * @param steps training steps that were finished
 * @param seconds from the end of the first step to the end of the last
 * @param accuracyAtStart held-out accuracy at temperature 1 of the first version evaluated
 * @param accuracyAtEnd the same of the last version evaluated
 * @param greedyAtStart held-out accuracy of greedy decoding, first version evaluated
 * @param greedyAtEnd the same of the last version evaluated
 * @param rewardAtStart mean reward over all groups of the first {@value #EDGE_STEPS} steps
 * @param rewardAtEnd the same of the last steps
 * @param effectiveAtStart share of effective groups of the first {@value #EDGE_STEPS} steps
 * @param effectiveAtEnd the same of the last steps
 * @param fill mean share of slots filled from replay
 * @param age mean age of what was trained, in steps
 * @param oldest largest age of anything trained, in steps
 * @param responses responses that were sampled for the steps
 */
public record RunSummary(
    int steps,
    double seconds,
    double accuracyAtStart,
    double accuracyAtEnd,
    double greedyAtStart,
    double greedyAtEnd,
    double rewardAtStart,
    double rewardAtEnd,
    double effectiveAtStart,
    double effectiveAtEnd,
    double fill,
    double age,
    double oldest,
    double responses) {

  /** Steps at either end that are averaged: one step alone is too noisy to compare. */
  static final int EDGE_STEPS = 20;

  /** The summary of what is known so far. */
  public static RunSummary of(RunHistory history) {
    List<StepFigures> steps = history.steps();
    List<Evaluation> evaluations = history.evaluations();
    int count = steps.size();
    List<StepFigures> head = steps.subList(0, Math.min(EDGE_STEPS, count));
    List<StepFigures> tail = steps.subList(Math.max(0, count - EDGE_STEPS), count);
    Evaluation first = evaluations.isEmpty() ? NOT_EVALUATED : evaluations.get(0);
    Evaluation last =
        evaluations.isEmpty() ? NOT_EVALUATED : evaluations.get(evaluations.size() - 1);
    return new RunSummary(
        count,
        count < 2
            ? Double.NaN
            : (steps.get(count - 1).finishedAtMillis() - steps.get(0).finishedAtMillis()) / 1e3,
        first.sampledAccuracy(),
        last.sampledAccuracy(),
        first.greedyAccuracy(),
        last.greedyAccuracy(),
        mean(head, Figures.REWARD_ALL),
        mean(tail, Figures.REWARD_ALL),
        mean(head, Figures.EFFECTIVE),
        mean(tail, Figures.EFFECTIVE),
        mean(steps, Figures.FILL),
        mean(steps, Figures.AGE_MEAN),
        steps.stream()
            .mapToDouble(s -> s.metric(Figures.AGE_MAX))
            .filter(Double::isFinite)
            .max()
            .orElse(Double.NaN),
        steps.stream()
            .mapToDouble(s -> s.metric(Figures.GENERATED))
            .filter(Double::isFinite)
            .sum());
  }

  private static final Evaluation NOT_EVALUATED =
      new Evaluation(0, 0, Double.NaN, Double.NaN, 0, 0);

  /** The few numbers people look for first: label to value, in order. */
  public Map<String, String> headlines() {
    Map<String, String> lines = new LinkedHashMap<>();
    lines.put("held-out accuracy, T = 1", arrow(accuracyAtStart, accuracyAtEnd));
    lines.put("reward, all groups", arrow(rewardAtStart, rewardAtEnd));
    lines.put("effective groups", arrow(effectiveAtStart, effectiveAtEnd));
    lines.put("mean / largest age, steps", decimals(age, 1) + " / " + decimals(oldest, 0));
    lines.put("steps", Integer.toString(steps));
    lines.put("steps a second", decimals((steps - 1) / seconds, 1));
    return lines;
  }

  /** The table printed at the end of a run. */
  public String table() {
    StringBuilder table = new StringBuilder();
    row(table, "", "start", "end");
    row(table, "held-out accuracy, T = 1", two(accuracyAtStart), two(accuracyAtEnd));
    row(table, "held-out accuracy, greedy", two(greedyAtStart), two(greedyAtEnd));
    row(table, "reward, all groups", two(rewardAtStart), two(rewardAtEnd));
    row(table, "effective groups", two(effectiveAtStart), two(effectiveAtEnd));
    row(table, "", "", "run");
    row(table, "steps", "", Integer.toString(steps));
    row(table, "seconds", "", decimals(seconds, 1));
    row(table, "steps a second", "", decimals((steps - 1) / seconds, 1));
    row(table, "responses sampled", "", decimals(responses, 0));
    row(table, "slots filled from replay", "", two(fill));
    row(table, "age mean", "", two(age));
    row(table, "age max", "", decimals(oldest, 0));
    return table.toString();
  }

  private static void row(StringBuilder table, String name, String start, String end) {
    table.append(
        String.format(Locale.ROOT, "  %-28s %8s %8s", name, start, end).stripTrailing() + "\n");
  }

  private static String arrow(double start, double end) {
    return two(start) + " → " + two(end);
  }

  private static String two(double value) {
    return decimals(value, 2);
  }

  private static String decimals(double value, int decimals) {
    return Double.isFinite(value) ? String.format(Locale.ROOT, "%." + decimals + "f", value) : "–";
  }

  private static double mean(List<StepFigures> steps, String name) {
    return steps.stream()
        .mapToDouble(step -> step.metric(name))
        .filter(Double::isFinite)
        .average()
        .orElse(Double.NaN);
  }
}
