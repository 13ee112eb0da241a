package dev.millrace.ops.report;

import dev.millrace.ops.evaluation.Evaluation;
import dev.millrace.schemas.StepRecord;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;

/**
 * What is known of a run so far: the figures of its steps and evaluations, in the order of their
 * steps. A step that was trained again after a restart replaces its first training. A run without
 * an end does not fill the memory: beyond a number of steps, every second of the older ones is
 * forgotten, so that the curves stay and only get coarser. Safe for several threads.
 */
public final class RunHistory {
  /** Newest steps that are never forgotten: means are taken over them. */
  private static final int RECENT = 1_000;

  private final int mostSteps;

  private final NavigableMap<Long, StepFigures> steps = new TreeMap<>();
  private final NavigableMap<Long, Evaluation> evaluations = new TreeMap<>();

  /** The history of a run with an end: every step. */
  public RunHistory() {
    this(Integer.MAX_VALUE);
  }

  /**
   * The history of a run without an end.
   *
   * @param mostSteps steps that are kept, at least 2,000
   */
  public RunHistory(int mostSteps) {
    if (mostSteps < 2 * RECENT) {
      throw new IllegalArgumentException(
          "a history needs at least " + 2 * RECENT + " steps, was " + mostSteps);
    }
    this.mostSteps = mostSteps;
  }

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
    if (steps.size() > mostSteps) {
      thin(steps);
    }
  }

  private static <T> void thin(NavigableMap<Long, T> series) {
    int older = series.size() - RECENT;
    boolean forget = false;
    Iterator<Long> keys = series.keySet().iterator();
    for (int i = 0; i < older; i++) {
      keys.next();
      if (forget) {
        keys.remove();
      }
      forget = !forget;
    }
  }

  /** Takes in an evaluation. */
  public synchronized void add(Evaluation evaluation) {
    evaluations.put(evaluation.step(), evaluation);
    if (evaluations.size() > mostSteps) {
      thin(evaluations);
    }
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
