package dev.millrace.ops.ledger;

import dev.millrace.schemas.DropReason;
import dev.millrace.schemas.DroppedGroup;
import dev.millrace.schemas.SlotKind;
import dev.millrace.schemas.SlotRecord;
import dev.millrace.schemas.StepRecord;
import dev.millrace.schemas.WeightVersion;
import java.util.List;
import java.util.Map;

/** Records of a ledger with what a test of it needs, and nothing else of interest. */
final class LedgerTestObjects {
  private LedgerTestObjects() {}

  /** A step whose content is told by {@code content}, its batch digest. */
  static StepRecord step(long lineage, long step, String content, SlotRecord... slots) {
    return new StepRecord(
        lineage,
        step,
        "popo",
        List.of(slots),
        content,
        "settings",
        "before",
        "after",
        1,
        "",
        Map.of("loss", 0.5, "learner/step_seconds", lineage * 0.25),
        1,
        lineage,
        lineage + 1);
  }

  static SlotRecord fresh(int partition, long offset) {
    return slot(SlotKind.FRESH, partition, offset, 1);
  }

  static SlotRecord hole(int partition, long offset) {
    return slot(SlotKind.HOLE, partition, offset, 0);
  }

  static SlotRecord fill(int partition, long offset, int timesUsed) {
    return slot(SlotKind.FILLED, partition, offset, timesUsed);
  }

  private static SlotRecord slot(SlotKind kind, int partition, long offset, int timesUsed) {
    return new SlotRecord(
        kind,
        "g" + partition + "-" + offset,
        "p" + offset,
        partition,
        offset,
        0,
        timesUsed,
        new float[] {0, 1},
        Map.of());
  }

  static DroppedGroup notice(DropReason reason, int partition, long offset) {
    return new DroppedGroup("g", "p", reason, "", partition, offset, 0);
  }

  /** The version with which a lineage continues from a step of an earlier one. */
  static WeightVersion resumed(long lineage, long parentLineage, long step) {
    return new WeightVersion(
        "policy", lineage, step, parentLineage, step, "file:///w", "00", 1, 0, new long[1], null);
  }
}
