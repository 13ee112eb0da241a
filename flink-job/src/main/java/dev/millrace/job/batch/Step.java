package dev.millrace.job.batch;

import dev.millrace.job.replay.BatchSlot;
import dev.millrace.job.replay.TrainingBatch;
import dev.millrace.schemas.SlotRecord;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

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
    List<SlotRecord> records = slots.stream().map(BatchSlot::record).toList();
    boolean fits = LedgerRoom.holdsChannels(records);
    Map<String, Double> metrics = new TreeMap<>(StepMetrics.of(batches, slotsWanted));
    metrics.put("ledger/channels_left_out", fits ? 0.0 : 1.0);
    StepManifest manifest =
        new StepManifest(
            step,
            fits ? records : records.stream().map(SlotRecord::withoutChannels).toList(),
            rows.size(),
            rows.stream().mapToLong(Row::trainedTokens).sum(),
            batches.stream().mapToLong(TrainingBatch::consumedOffset).toArray(),
            BatchDigest.of(step, rows),
            metrics);
    return Packing.pack(manifest, rows, tokenBudget);
  }
}
