package dev.millrace.job.batch;

import dev.millrace.job.replay.BatchSlot;
import dev.millrace.job.replay.TrainingBatch;
import java.util.List;

/** A training step, put together from the batches of all shards. */
final class Step {
  private Step() {}

  /**
   * The micro-batches of a step.
   *
   * @param batches [S] with one sequence number, in the order of the shards
   * @param slotsWanted B
   * @param tokenBudget most cells of a micro-batch
   */
  static List<MicroBatch> of(List<TrainingBatch> batches, int slotsWanted, int tokenBudget) {
    long step = batches.get(0).sequence() + 1;
    List<BatchSlot> slots = batches.stream().flatMap(batch -> batch.slots().stream()).toList();
    List<Row> rows = Rows.of(slots);
    StepManifest manifest =
        new StepManifest(
            step,
            slots.stream().map(BatchSlot::record).toList(),
            rows.size(),
            rows.stream().mapToLong(Row::trainedTokens).sum(),
            batches.stream().mapToLong(TrainingBatch::consumedOffset).toArray(),
            BatchDigest.of(step, rows),
            StepMetrics.of(batches, slotsWanted));
    return Packing.pack(manifest, rows, tokenBudget);
  }
}
