package dev.millrace.ops.ledger;

import dev.millrace.schemas.DropReason;
import dev.millrace.schemas.DroppedGroup;
import dev.millrace.schemas.SlotKind;
import dev.millrace.schemas.SlotRecord;
import dev.millrace.schemas.StepRecord;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * What became of every record of a groups topic, told offset by offset: exactly once into training.
 *
 * <p>Below the offset to which a shard was consumed, each offset is a fresh slot or a hole of one
 * surviving step, or was dropped with a reason: read = fresh + holes + Σ dropped(reason), lost and
 * doubled being empty. Fills are uses of groups that were a slot before, and count apart. A notice
 * can speak of a group that has a slot, when a restart undid the dropping; the slot counts.
 *
 * @param read offsets that the surviving steps have passed
 * @param fresh of those, the ones trained as fresh slots
 * @param holes of those, the ones that were holes
 * @param dropped of those, the ones that only a notice names, by its reason
 * @param overruled of those, the ones with a slot and a notice
 * @param leftOver offsets after the consumed ones that no notice names
 * @param filled slots filled from memory
 * @param lost offsets that were passed and are nowhere
 * @param doubled what has more than one fresh slot or hole: offsets, and ids of groups
 * @param wrongFills fills of groups that were no slot of an earlier step, and slots whose count of
 *     uses is not one more than their last; checked when the ledger begins with step 1
 */
public record Audit(
    long read,
    long fresh,
    long holes,
    Map<DropReason, Long> dropped,
    long overruled,
    long leftOver,
    long filled,
    Set<Origin> lost,
    Set<String> doubled,
    List<String> wrongFills) {

  /**
   * Compares the three topics.
   *
   * @param log what the groups topic holds, by partition; its beginning is 0 unless retention
   *     deleted groups
   * @param ledger the surviving steps
   * @param notices of dropped groups, copies among them
   */
  public static Audit of(
      Map<Integer, OffsetRange> log, SurvivingLedger ledger, Collection<DroppedGroup> notices) {
    Slots slots = Slots.of(ledger);
    Map<Origin, DropReason> reasons = new HashMap<>();
    notices.forEach(n -> reasons.put(new Origin(n.partition(), n.offset()), n.reason()));
    Map<Integer, Long> consumed = consumed(ledger);
    Map<DropReason, Long> dropped = new EnumMap<>(DropReason.class);
    Set<Origin> lost = new TreeSet<>();
    long read = 0;
    long overruled = 0;
    long leftOver = 0;
    for (Map.Entry<Integer, OffsetRange> partition : log.entrySet()) {
      long until = consumed.getOrDefault(partition.getKey(), 0L);
      OffsetRange range = partition.getValue();
      for (long offset = range.begin(); offset < Math.max(range.end(), until); offset++) {
        Origin origin = new Origin(partition.getKey(), offset);
        DropReason reason = reasons.get(origin);
        boolean passed = offset < until;
        read += passed ? 1 : 0;
        if (slots.taken().contains(origin)) {
          overruled += reason == null ? 0 : 1;
        } else if (passed && reason != null) {
          dropped.merge(reason, 1L, Long::sum);
        } else if (passed) {
          lost.add(origin);
        } else {
          leftOver += reason == null ? 1 : 0;
        }
      }
    }
    return new Audit(
        read,
        slots.fresh,
        slots.holes,
        dropped,
        overruled,
        leftOver,
        slots.filled,
        lost,
        slots.doubled,
        slots.wrongFills);
  }

  /** First offset of each partition that no surviving step has passed. */
  public static Map<Integer, Long> consumed(SurvivingLedger ledger) {
    Map<Integer, Long> consumed = new TreeMap<>();
    for (StepRecord step : ledger.steps().values()) {
      for (SlotRecord slot : step.slots()) {
        if (slot.kind() != SlotKind.FILLED) {
          consumed.merge(slot.partition(), slot.offset() + 1, Math::max);
        }
      }
    }
    return consumed;
  }

  /** Whether nothing was lost and nothing counted twice. */
  public boolean exactlyOnce() {
    return lost.isEmpty() && doubled.isEmpty() && wrongFills.isEmpty();
  }

  /** The slots of a history, gone through in its order. */
  private static final class Slots {
    private final Set<Origin> taken = new HashSet<>();
    private final Set<String> ids = new HashSet<>();
    private final Map<Origin, Integer> uses = new HashMap<>();
    private final Set<String> doubled = new TreeSet<>();
    private final List<String> wrongFills = new ArrayList<>();
    private long fresh;
    private long holes;
    private long filled;

    static Slots of(SurvivingLedger ledger) {
      Slots slots = new Slots();
      boolean whole = ledger.steps().isEmpty() || ledger.steps().firstKey() == 1;
      for (StepRecord step : ledger.steps().values()) {
        // A step's fills come from steps before it, so they are looked at before its own slots.
        for (SlotRecord slot : step.slots()) {
          if (slot.kind() == SlotKind.FILLED) {
            slots.fill(step.step(), slot, whole);
          }
        }
        for (SlotRecord slot : step.slots()) {
          if (slot.kind() != SlotKind.FILLED) {
            slots.take(step.step(), slot);
          }
        }
      }
      return slots;
    }

    Set<Origin> taken() {
      return taken;
    }

    private void take(long step, SlotRecord slot) {
      Origin origin = new Origin(slot.partition(), slot.offset());
      if (!taken.add(origin)) {
        doubled.add("offset " + origin + " in step " + step);
      }
      if (!ids.add(slot.groupId())) {
        doubled.add("group " + slot.groupId() + " in step " + step);
      }
      uses.put(origin, slot.timesUsed());
      fresh += slot.kind() == SlotKind.FRESH ? 1 : 0;
      holes += slot.kind() == SlotKind.FRESH ? 0 : 1;
    }

    private void fill(long step, SlotRecord slot, boolean whole) {
      filled++;
      Origin origin = new Origin(slot.partition(), slot.offset());
      Integer before = uses.put(origin, slot.timesUsed());
      if (!whole) {
        return;
      }
      String place = "group " + slot.groupId() + " (" + origin + ") fills a hole of step " + step;
      if (before == null) {
        wrongFills.add(place + " and was no slot before");
      } else if (slot.timesUsed() != before + 1) {
        wrongFills.add(place + " as use " + slot.timesUsed() + " after use " + before);
      }
    }
  }
}
