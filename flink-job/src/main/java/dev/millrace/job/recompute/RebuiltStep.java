package dev.millrace.job.recompute;

import dev.millrace.job.batch.BatchDigest;
import dev.millrace.job.batch.MicroBatch;
import dev.millrace.job.batch.Packing;
import dev.millrace.job.batch.Row;
import dev.millrace.job.batch.Rows;
import dev.millrace.job.batch.StepManifest;
import dev.millrace.job.credit.CreditedGroup;
import dev.millrace.job.credit.Estimator;
import dev.millrace.job.ingest.ReceivedGroup;
import dev.millrace.job.replay.BatchSlot;
import dev.millrace.job.score.ResponseScore;
import dev.millrace.job.score.ScoredGroup;
import dev.millrace.schemas.ResponseGroup;
import dev.millrace.schemas.SlotKind;
import dev.millrace.schemas.SlotRecord;
import dev.millrace.schemas.StepRecord;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * What a recorded step trained, put together again: its slots say which groups, their rewards give
 * the credit, and the groups have the tokens. Nothing is scored and nothing is chosen anew; a
 * response without a reward was left out, and is left out again.
 *
 * @param manifest the step; its digest is that of the rebuilt rows
 * @param rows in the order of training
 */
public record RebuiltStep(StepManifest manifest, List<Row> rows) {

  /**
   * Rebuilds a step.
   *
   * @param record the step as the ledger has it
   * @param groups the group of a slot, from its offset; null when it is not there any more
   * @param estimator how rewards become credit
   * @throws UnrecordedException when a group is missing or is not the one that the slot names
   */
  public static RebuiltStep of(
      StepRecord record, Function<SlotRecord, @Nullable ResponseGroup> groups, Estimator estimator)
      throws UnrecordedException {
    List<BatchSlot> slots = new ArrayList<>();
    for (SlotRecord slot : record.slots()) {
      // A hole that no arm trained was used 0 times; its rows are none.
      boolean trained = slot.kind() != SlotKind.HOLE || slot.timesUsed() > 0;
      slots.add(
          new BatchSlot(slot, trained ? credited(slot, groups.apply(slot), estimator) : null));
    }
    List<Row> rows = Rows.of(slots);
    StepManifest manifest =
        new StepManifest(
            record.step(),
            record.slots(),
            rows.size(),
            rows.stream().mapToLong(Row::trainedTokens).sum(),
            new long[0],
            BatchDigest.of(record.step(), rows),
            Map.of());
    return new RebuiltStep(manifest, rows);
  }

  private static CreditedGroup credited(
      SlotRecord slot, @Nullable ResponseGroup group, Estimator estimator)
      throws UnrecordedException {
    String place = slot.groupId() + " at " + slot.partition() + "@" + slot.offset();
    if (group == null) {
      throw new UnrecordedException("group " + place + " is not in the groups topic any more");
    }
    if (!group.groupId().equals(slot.groupId())) {
      throw new UnrecordedException("group " + place + " is group " + group.groupId() + " there");
    }
    if (group.responses().size() != slot.rewards().length) {
      throw new UnrecordedException(
          "group "
              + place
              + " has "
              + group.responses().size()
              + " responses for "
              + slot.rewards().length
              + " rewards");
    }
    List<ResponseScore> scores = new ArrayList<>();
    for (float reward : slot.rewards()) {
      scores.add(new ResponseScore(Map.of(), reward));
    }
    ReceivedGroup received = new ReceivedGroup(group, slot.partition(), slot.offset());
    return new CreditedGroup(new ScoredGroup(received, scores), estimator.of(slot.rewards()));
  }

  /**
   * The micro-batches of the step.
   *
   * @param tokenBudget how rows travel; the learner's result does not depend on it
   */
  public List<MicroBatch> microBatches(int tokenBudget) {
    return Packing.pack(manifest, rows, tokenBudget);
  }
}
