package dev.millrace.ops.ledger;

import static dev.millrace.ops.ledger.LedgerTestObjects.fill;
import static dev.millrace.ops.ledger.LedgerTestObjects.fresh;
import static dev.millrace.ops.ledger.LedgerTestObjects.hole;
import static dev.millrace.ops.ledger.LedgerTestObjects.notice;
import static dev.millrace.ops.ledger.LedgerTestObjects.step;
import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.schemas.DropReason;
import dev.millrace.schemas.DroppedGroup;
import dev.millrace.schemas.SlotRecord;
import dev.millrace.schemas.StepRecord;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeSet;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

class AuditTest {
  private static final Map<Integer, OffsetRange> SIX = Map.of(0, new OffsetRange(0, 6));

  @Test
  void everyOffsetIsASlotOrDroppedOrLeftOver() {
    Audit audit =
        Audit.of(
            SIX,
            SurvivingLedger.of(
                List.of(
                    step(1, 1, "a", fresh(0, 0), hole(0, 2)),
                    step(1, 2, "b", fresh(0, 3), fill(0, 0, 2)))),
            List.of(notice(DropReason.DUPLICATE, 0, 1), notice(DropReason.STALE, 0, 5)));

    assertThat(audit.exactlyOnce()).isTrue();
    assertThat(audit.read()).isEqualTo(4);
    assertThat(audit.fresh()).isEqualTo(2);
    assertThat(audit.holes()).isEqualTo(1);
    assertThat(audit.filled()).isEqualTo(1);
    assertThat(audit.dropped()).isEqualTo(Map.of(DropReason.DUPLICATE, 1L));
    assertThat(audit.leftOver()).as("offset 4; offset 5 was dropped").isEqualTo(1);
  }

  @Test
  void offsetThatWasPassedAndIsNowhereIsLost() {
    Audit audit =
        Audit.of(
            SIX, SurvivingLedger.of(List.of(step(1, 1, "a", fresh(0, 0), fresh(0, 2)))), List.of());

    assertThat(audit.lost()).containsExactly(new Origin(0, 1));
    assertThat(audit.exactlyOnce()).isFalse();
  }

  @Test
  void groupWithTwoSlotsIsDoubled() {
    Audit audit =
        Audit.of(
            SIX,
            SurvivingLedger.of(List.of(step(1, 1, "a", fresh(0, 0)), step(1, 2, "b", fresh(0, 0)))),
            List.of());

    assertThat(audit.doubled()).containsExactly("group g0-0 in step 2", "offset 0@0 in step 2");
  }

  @Test
  void slotsOfUndoneStepsDoNotCount() {
    Audit audit =
        Audit.of(
            SIX,
            SurvivingLedger.of(
                List.of(
                    step(1, 1, "a", fresh(0, 0)),
                    step(1, 2, "undone", fresh(0, 1)),
                    step(2, 2, "b", fresh(0, 1)))),
            List.of());

    assertThat(audit.exactlyOnce()).isTrue();
    assertThat(audit.fresh()).isEqualTo(2);
  }

  @Test
  void noticeThatARestartUndidIsOverruledByTheSlot() {
    Audit audit =
        Audit.of(
            SIX,
            SurvivingLedger.of(List.of(step(2, 1, "a", fresh(0, 0)))),
            List.of(notice(DropReason.STALE, 0, 0)));

    assertThat(audit.exactlyOnce()).isTrue();
    assertThat(audit.overruled()).isEqualTo(1);
    assertThat(audit.dropped()).isEmpty();
  }

  @Test
  void fillOfAGroupThatWasNoSlotBeforeAndAWrongCountOfUsesAreNamed() {
    Audit audit =
        Audit.of(
            SIX,
            SurvivingLedger.of(
                List.of(
                    step(1, 1, "a", fresh(0, 0), fill(0, 1, 1)),
                    step(1, 2, "b", fresh(0, 1), fill(0, 0, 3)))),
            List.of());

    assertThat(audit.wrongFills())
        .containsExactly(
            "group g0-1 (0@1) fills a hole of step 1 and was no slot before",
            "group g0-0 (0@0) fills a hole of step 2 as use 3 after use 1");
  }

  /**
   * Random histories whose fate was drawn offset by offset, with a few offsets taken away and a few
   * slots written twice: the audit finds these and no others.
   */
  @Property(seed = "42", tries = 200)
  void auditFindsWhatWasTakenAwayAndWhatWasDoubled(@ForAll long seed) {
    Random random = new Random(seed);
    int shards = 1 + random.nextInt(3);
    List<StepRecord> steps = new ArrayList<>();
    List<DroppedGroup> notices = new ArrayList<>();
    TreeSet<Origin> lost = new TreeSet<>();
    TreeSet<String> doubled = new TreeSet<>();
    Map<DropReason, Long> dropped = new EnumMap<>(DropReason.class);
    long[] next = new long[shards];
    long read = 0;
    int count = 1 + random.nextInt(6);
    for (int s = 1; s <= count; s++) {
      List<SlotRecord> slots = new ArrayList<>();
      for (int shard = 0; shard < shards; shard++) {
        int arrivals = random.nextInt(5);
        for (int i = 0; i < arrivals; i++) {
          long offset = next[shard]++;
          switch (random.nextInt(8)) {
            case 0 -> {
              notices.add(notice(DropReason.DUPLICATE, shard, offset));
              notices.add(notice(DropReason.DUPLICATE, shard, offset));
              dropped.merge(DropReason.DUPLICATE, 1L, Long::sum);
            }
            case 1 -> lost.add(new Origin(shard, offset));
            case 2 -> slots.add(hole(shard, offset));
            default -> slots.add(fresh(shard, offset));
          }
          read++;
        }
        // The last offset of a batch is a slot: what comes after it was not passed yet.
        slots.add(fresh(shard, next[shard]++));
        read++;
        if (random.nextInt(6) == 0) {
          slots.add(fresh(shard, next[shard] - 1));
          doubled.add("offset " + new Origin(shard, next[shard] - 1) + " in step " + s);
          doubled.add("group g" + shard + "-" + (next[shard] - 1) + " in step " + s);
        }
      }
      steps.add(step(1, s, "step " + s, slots.toArray(SlotRecord[]::new)));
    }
    Map<Integer, OffsetRange> log = new HashMap<>();
    long leftOver = 0;
    for (int shard = 0; shard < shards; shard++) {
      int more = random.nextInt(4);
      log.put(shard, new OffsetRange(0, next[shard] + more));
      leftOver += more;
    }

    Audit audit = Audit.of(log, SurvivingLedger.of(steps), notices);

    assertThat(audit.lost()).isEqualTo(lost);
    assertThat(audit.doubled()).isEqualTo(doubled);
    assertThat(audit.dropped()).isEqualTo(dropped);
    assertThat(audit.read()).isEqualTo(read);
    assertThat(audit.leftOver()).isEqualTo(leftOver);
    long total = dropped.values().stream().mapToLong(Long::longValue).sum();
    assertThat(audit.fresh() + audit.holes() - doubled.size() / 2 + total + lost.size())
        .as("read = fresh + holes + dropped + lost, doubles counted once")
        .isEqualTo(read);
  }
}
