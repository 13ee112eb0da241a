package dev.millrace.schemas;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * One training step as the ledger keeps it: enough to recompute the step from the groups topic.
 *
 * @param lineage lineage of the learner
 * @param step the step, from 1
 * @param arm the arm that was trained
 * @param slots the slots, in (shard, slot) order
 * @param batchDigest sha256 of the content that was trained, lower-case hex
 * @param settingsDigest sha256 of the objective settings, lower-case hex
 * @param weightsBefore sha256 of the weights before the step, lower-case hex; empty when the step
 *     before publishes none
 * @param weightsAfter sha256 of the weights after the step, lower-case hex; empty when the step
 *     publishes none
 * @param optimizerUpdates optimizer updates of the step; 0 when the step was refused
 * @param refusedBecause why the step was refused, empty when it was not
 * @param metrics named figures of the step
 * @param torchThreads threads of libtorch, part of what makes the bytes
 * @param startedAtMillis epoch milliseconds
 * @param finishedAtMillis epoch milliseconds
 */
public record StepRecord(
    long lineage,
    long step,
    String arm,
    List<SlotRecord> slots,
    String batchDigest,
    String settingsDigest,
    String weightsBefore,
    String weightsAfter,
    int optimizerUpdates,
    String refusedBecause,
    Map<String, Double> metrics,
    int torchThreads,
    long startedAtMillis,
    long finishedAtMillis) {

  /** Metrics that say how the step was run and not what it did; two runs differ in them. */
  public static final Set<String> CIRCUMSTANCES =
      Set.of("learner/step_seconds", "learner/idle_ratio", "learner/pending");

  /**
   * The record without its circumstances: no lineage, no times, no threads, no metric of {@link
   * #CIRCUMSTANCES}, the others in the order of their names. Two runs of one recorded topic have
   * equal contents, and equal contents have one encoding.
   */
  public StepRecord content() {
    TreeMap<String, Double> figures = new TreeMap<>(metrics);
    figures.keySet().removeAll(CIRCUMSTANCES);
    return new StepRecord(
        0,
        step,
        arm,
        slots,
        batchDigest,
        settingsDigest,
        weightsBefore,
        weightsAfter,
        optimizerUpdates,
        refusedBecause,
        figures,
        0,
        0,
        0);
  }
}
