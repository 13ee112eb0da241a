package dev.millrace.ops.report;

import dev.millrace.ops.evaluation.Evaluation;
import dev.millrace.schemas.StepRecord;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;

/**
 * What is known of a run so far: the figures of every step and every evaluation, in the order of
 * their steps. A step that was trained again after a restart replaces its first training. Safe for
 * several threads.
 */
public final class RunHistory {

  private final NavigableMap<Long, StepFigures> steps = new TreeMap<>();
  private final NavigableMap<Long, Evaluation> evaluations = new TreeMap<>();

  /**
   * The figures of one step.
   *
   * @param step from 1
   * @param lineage of the learner that trained it
   * @param finishedAtMillis epoch milliseconds
   * @param metrics by their names
   */
  public record StepFigures(
      long step, long lineage, long finishedAtMillis, Map<String, Double> metrics) {
    /** The figure of this name; NaN when the step has none. */
    public double metric(String name) {
      return metrics.getOrDefault(name, Double.NaN);
    }
  }

  /** Takes in a step of the ledger. */
  public synchronized void add(StepRecord step) {
    steps.put(
        step.step(),
        new StepFigures(
            step.step(), step.lineage(), step.finishedAtMillis(), Map.copyOf(step.metrics())));
  }

  /** Takes in an evaluation. */
  public synchronized void add(Evaluation evaluation) {
    evaluations.put(evaluation.step(), evaluation);
  }

  /** The steps so far, oldest first. */
  public synchronized List<StepFigures> steps() {
    return List.copyOf(steps.values());
  }

  /** The steps after one, oldest first. */
  public synchronized List<StepFigures> stepsAfter(long step) {
    return List.copyOf(steps.tailMap(step, false).values());
  }

  /** The newest step; 0 before the first. */
  public synchronized long lastStep() {
    return steps.isEmpty() ? 0 : steps.lastKey();
  }

  /** The evaluations so far, oldest first. */
  public synchronized List<Evaluation> evaluations() {
    return List.copyOf(evaluations.values());
  }
}
