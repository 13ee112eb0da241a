package dev.millrace.job.replay;

import static dev.millrace.job.replay.ReplayHarness.RULES;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.millrace.job.TestObjects;
import dev.millrace.job.filter.Slot;
import dev.millrace.schemas.DropReason;
import dev.millrace.schemas.DroppedGroup;
import dev.millrace.schemas.SlotKind;
import dev.millrace.schemas.WeightVersion;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class ReplayFunctionTest {
  private static ReplayRules rules(Fill fill, Ineffective ineffective) {
    return new ReplayRules(2, 4, 6, 1, fill, ineffective, 4, 0, Duration.ZERO, 42, false);
  }

  @Test
  void batchLeavesWhenItsSlotsAreThere() throws Exception {
    try (ReplayHarness replay = new ReplayHarness(RULES)) {
      replay.slot(TestObjects.slot(0, 0, 0, true));
      assertThat(replay.batches()).isEmpty();
      replay.slot(TestObjects.slot(0, 1, 0, true));
      assertThat(replay.lines()).containsExactly("0/0: FRESH0~0x1 FRESH1~0x1");
      assertThat(replay.batches().get(0).consumedOffset()).isEqualTo(2);
    }
  }

  @Test
  void closedGateHoldsBatchesUntilTheirVersionArrives() throws Exception {
    try (ReplayHarness replay = new ReplayHarness(RULES)) {
      for (int offset = 0; offset < 6; offset++) {
        replay.slot(TestObjects.slot(0, offset, 0, true));
      }
      assertThat(replay.batches()).hasSize(1); // lead 1: batch 0 only, before any version
      replay.version(2);
      assertThat(replay.lines())
          .containsExactly(
              "0/0: FRESH0~0x1 FRESH1~0x1",
              "0/1: FRESH2~1x1 FRESH3~1x1",
              "0/2: FRESH4~2x1 FRESH5~2x1");
    }
  }

  @Test
  void holesAreFilledWithTheNewestOfEarlierBatchesOnly() throws Exception {
    try (ReplayHarness replay = new ReplayHarness(RULES)) {
      replay.version(5);
      replay.slot(TestObjects.slot(0, 0, 0, true));
      replay.slot(TestObjects.slot(0, 1, 0, true));
      replay.slot(TestObjects.slot(0, 2, 0, true));
      replay.slot(TestObjects.slot(0, 3, 1, false));
      replay.slot(TestObjects.slot(0, 4, 2, false));
      replay.slot(TestObjects.slot(0, 5, 2, false));
      assertThat(replay.lines())
          .containsExactly(
              "0/0: FRESH0~0x1 FRESH1~0x1",
              // 2 arrived in this very batch, so 1 is the newest that may fill.
              "0/1: FRESH2~1x1 HOLE3~0x0 FILLED1~1x2",
              "0/2: HOLE4~0x0 HOLE5~0x0 FILLED2~2x2 FILLED1~2x3");
    }
  }

  @Test
  void fewerRememberedThanHolesMakeASmallerBatch() throws Exception {
    try (ReplayHarness replay = new ReplayHarness(RULES)) {
      replay.slot(TestObjects.slot(0, 0, 0, false));
      replay.slot(TestObjects.slot(0, 1, 0, true));
      assertThat(replay.lines()).containsExactly("0/0: HOLE0~0x0 FRESH1~0x1");
      assertThat(replay.batches().get(0).slots().get(0).trained()).isNull();
    }
  }

  @Test
  void grpoTrainsIneffectiveGroupsAndFillsNothing() throws Exception {
    try (ReplayHarness replay = new ReplayHarness(rules(Fill.NONE, Ineffective.KEEP))) {
      replay.version(5);
      replay.slot(TestObjects.slot(0, 0, 0, true));
      replay.slot(TestObjects.slot(0, 1, 0, true));
      replay.slot(TestObjects.slot(0, 2, 1, false));
      replay.slot(TestObjects.slot(0, 3, 1, true));
      assertThat(replay.lines())
          .containsExactly("0/0: FRESH0~0x1 FRESH1~0x1", "0/1: HOLE2~0x1 FRESH3~0x1");
      assertThat(replay.batches().get(1).slots()).allMatch(slot -> slot.trained() != null);
      assertThat(replay.batches()).allMatch(batch -> batch.held() == 0);
    }
  }

  @Test
  void dapoConsumesMoreGroupsAndStillCountsTheirRewards() throws Exception {
    try (ReplayHarness replay = new ReplayHarness(rules(Fill.NONE, Ineffective.REPLACE))) {
      replay.slot(TestObjects.slot(0, 0, 0, false));
      replay.slot(TestObjects.slot(0, 1, 0, true));
      replay.slot(TestObjects.slot(0, 2, 0, false));
      // The notice goes out at once: a generator within its bound may have to sample another.
      assertThat(replay.dropped())
          .extracting(DroppedGroup::reason)
          .containsExactly(DropReason.INEFFECTIVE, DropReason.INEFFECTIVE);
      replay.slot(TestObjects.slot(0, 3, 0, true));
      TrainingBatch batch = replay.batches().get(0);
      assertThat(ReplayHarness.line(batch)).isEqualTo("0/0: FRESH1~0x1 FRESH3~0x1");
      assertThat(batch.fresh().groups()).isEqualTo(4);
      assertThat(batch.fresh().effective()).isEqualTo(2);
      assertThat(batch.consumedOffset()).isEqualTo(4);
    }
  }

  @Test
  void groupOlderThanMaxAgeIsDroppedBeforeItTakesASlot() throws Exception {
    ReplayRules rules =
        new ReplayRules(1, 4, 1, 1, Fill.NEWEST, Ineffective.HOLE, 4, 0, Duration.ZERO, 42, false);
    try (ReplayHarness replay = new ReplayHarness(rules)) {
      for (int offset = 0; offset < 4; offset++) {
        replay.slot(TestObjects.slot(0, offset, 0, true));
      }
      replay.version(9);
      // Batches 0 and 1 train versions of age 0 and 1; in batch 2 a version 0 would be of age 2.
      assertThat(replay.lines()).containsExactly("0/0: FRESH0~0x1", "0/1: FRESH1~1x1");
      assertThat(replay.dropped())
          .extracting(DroppedGroup::reason, DroppedGroup::offset)
          .containsExactly(tuple(DropReason.STALE, 2L), tuple(DropReason.STALE, 3L));
    }
  }

  @Test
  void rememberedGroupBeyondMaxAgeNeverFills() throws Exception {
    ReplayRules rules =
        new ReplayRules(1, 4, 1, 1, Fill.NEWEST, Ineffective.HOLE, 4, 0, Duration.ZERO, 42, false);
    try (ReplayHarness replay = new ReplayHarness(rules)) {
      replay.version(9);
      replay.slot(TestObjects.slot(0, 0, 0, true));
      replay.slot(TestObjects.slot(0, 1, 1, false));
      replay.slot(TestObjects.slot(0, 2, 2, false));
      assertThat(replay.lines())
          .containsExactly("0/0: FRESH0~0x1", "0/1: HOLE1~0x0 FILLED0~1x2", "0/2: HOLE2~0x0");
      assertThat(replay.batches().get(2).held()).isZero();
    }
  }

  @Test
  void olderLineageDoesNotOpenTheGate() throws Exception {
    try (ReplayHarness replay = new ReplayHarness(RULES)) {
      replay.version(TestObjects.version(9, 0));
      replay.version(TestObjects.version(8, 5));
      for (int offset = 0; offset < 6; offset++) {
        replay.slot(TestObjects.slot(0, offset, 0, true));
      }
      assertThat(replay.batches()).hasSize(1);
    }
  }

  @Test
  void ageOfALostVersionCountsFromWhereTheNextLineageBegan() throws Exception {
    try (ReplayHarness replay = new ReplayHarness(RULES)) {
      replay.version(TestObjects.version(TestObjects.LINEAGE, 0));
      WeightVersion restarted =
          new WeightVersion(
              "policy", 8, 1, TestObjects.LINEAGE, 1, "file:/w", "00", 1, 0, new long[0], null);
      replay.version(restarted);
      replay.version(TestObjects.version(8, 4));
      for (int offset = 0; offset < 10; offset++) {
        // Sampled by step 3 of the lineage that was rolled back to step 1.
        replay.slot(TestObjects.slot(0, offset, 3, true));
      }
      assertThat(replay.lines().get(4)).isEqualTo("0/4: FRESH8~3x1 FRESH9~3x1"); // 4 - 1
    }
  }

  @Test
  void groupsOfAnotherPipelineNeverGoStaleBecauseThisOneBegan() throws Exception {
    List<List<String>> lines = new ArrayList<>();
    for (boolean restarts : List.of(false, true)) {
      try (ReplayHarness replay = new ReplayHarness(RULES)) {
        // Recorded under lineage 7, trained by lineages that begin at 0 and continue at 2.
        replay.version(TestObjects.version(100, 0));
        replay.version(TestObjects.version(100, restarts ? 2 : 9));
        if (restarts) {
          replay.version(
              new WeightVersion(
                  "policy", 101, 2, 100, 2, "file:/w", "00", 1, 0, new long[0], null));
          replay.version(TestObjects.version(101, 9));
        }
        for (int offset = 0; offset < 20; offset++) {
          replay.slot(TestObjects.slot(0, offset, offset / 2, true));
        }
        assertThat(replay.dropped()).isEmpty();
        lines.add(replay.lines());
      }
    }
    assertThat(lines.get(0)).hasSize(10).allMatch(line -> line.contains("~0x1"));
    assertThat(lines.get(1)).isEqualTo(lines.get(0));
  }

  @Test
  void surplusDropsTheOldestWaitingGroup() throws Exception {
    ReplayRules rules =
        new ReplayRules(2, 4, 6, 1, Fill.NEWEST, Ineffective.HOLE, 4, 2, Duration.ZERO, 42, false);
    try (ReplayHarness replay = new ReplayHarness(rules)) {
      for (int offset = 0; offset < 5; offset++) {
        replay.slot(TestObjects.slot(0, offset, 0, true));
      }
      // 0 and 1 left in batch 0; of 2, 3 and 4 only two may wait.
      assertThat(replay.dropped())
          .extracting(DroppedGroup::reason, DroppedGroup::offset)
          .containsExactly(tuple(DropReason.SURPLUS, 2L));
    }
  }

  @Test
  void starvingShardEmitsWhatItHasAndFill() throws Exception {
    ReplayRules rules =
        new ReplayRules(
            2, 4, 6, 1, Fill.NEWEST, Ineffective.HOLE, 4, 0, Duration.ofSeconds(1), 42, false);
    try (ReplayHarness replay = new ReplayHarness(rules)) {
      replay.time(0);
      replay.version(0);
      replay.slot(TestObjects.slot(0, 0, 0, true));
      replay.word(1);
      replay.time(1000);
      assertThat(replay.batches()).isEmpty(); // the gate may have opened just now
      replay.time(2000);
      assertThat(replay.lines()).containsExactlyInAnyOrder("0/0: FRESH0~0x1", "1/0:");
      replay.version(1);
      replay.time(3000);
      replay.time(4000);
      assertThat(replay.lines()).contains("0/1: FILLED0~1x2", "1/1:");
    }
  }

  @Test
  void withoutHolesPopoTrainsWhatGrpoTrains() throws Exception {
    List<List<String>> lines = new ArrayList<>();
    for (ReplayRules rules :
        List.of(RULES, rules(Fill.NONE, Ineffective.KEEP), rules(Fill.NONE, Ineffective.REPLACE))) {
      try (ReplayHarness replay = new ReplayHarness(rules)) {
        replay.version(9);
        for (int offset = 0; offset < 12; offset++) {
          replay.slot(TestObjects.slot(0, offset, offset / 4, true));
        }
        lines.add(replay.lines());
      }
    }
    assertThat(lines.get(0)).hasSize(6).isEqualTo(lines.get(1)).isEqualTo(lines.get(2));
  }

  @Test
  void popoAndGrpoGenerateTheSameNumberOfResponses() throws Exception {
    for (ReplayRules rules : List.of(RULES, rules(Fill.NONE, Ineffective.KEEP))) {
      try (ReplayHarness replay = new ReplayHarness(rules)) {
        replay.version(9);
        for (int offset = 0; offset < 12; offset++) {
          replay.slot(TestObjects.slot(0, offset, offset / 4, offset % 3 == 0));
        }
        // B/S = 2 slots of G = 2 responses, however many of them are trained.
        assertThat(replay.batches()).hasSize(6).allMatch(batch -> batch.fresh().responses() == 4);
      }
    }
  }

  @Test
  void groupEntersAndLeavesMemoryWhole() throws Exception {
    try (ReplayHarness replay = new ReplayHarness(RULES)) {
      replay.version(9);
      Slot slot = TestObjects.slot(0, 0, 0, true);
      replay.slot(slot);
      replay.slot(TestObjects.slot(0, 1, 0, false));
      replay.slot(TestObjects.slot(0, 2, 1, false));
      replay.slot(TestObjects.slot(0, 3, 1, false));
      BatchSlot filled = replay.batches().get(1).slots().get(2);
      assertThat(filled.record().kind()).isEqualTo(SlotKind.FILLED);
      assertThat(filled.trained()).usingRecursiveComparison().isEqualTo(slot.group());
      float[] advantages = filled.trained().advantages();
      assertThat(advantages[0] + advantages[1]).isZero();
    }
  }
}
