package dev.millrace.job.replay;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.job.TestObjects;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.apache.flink.runtime.state.KeyGroupRangeAssignment;
import org.apache.flink.streaming.util.AbstractStreamOperatorTestHarness;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ReplayRestoreTest {
  private static final int ELEMENTS = 1200;
  private static final int SAVED_AT = 611;

  @ParameterizedTest
  @CsvSource({"false, NEWEST", "true, NEWEST", "false, WEIGHTED", "true, WEIGHTED"})
  void batchesAreTheSameAfterSaveRescaleAndRestore(boolean rocks, Fill fill) throws Exception {
    ReplayRules rules =
        new ReplayRules(4, 16, 16, 2, fill, Ineffective.HOLE, 4, 0, Duration.ZERO, 42, false);
    List<String> straight;
    try (ReplayHarness replay = new ReplayHarness(rules, rocks, 1, 0, null)) {
      feed(replay, 0, ELEMENTS, 1, 0);
      straight = new ArrayList<>(replay.lines());
    }
    List<String> interrupted = new ArrayList<>();
    OperatorSubtaskState saved;
    try (ReplayHarness replay = new ReplayHarness(rules, rocks, 1, 0, null)) {
      feed(replay, 0, SAVED_AT, 1, 0);
      interrupted.addAll(replay.lines());
      saved = replay.snapshot();
    }
    for (int subtask = 0; subtask < 4; subtask++) {
      OperatorSubtaskState part =
          AbstractStreamOperatorTestHarness.repartitionOperatorState(
              saved, ReplayHarness.MAX_PARALLELISM, 1, 4, subtask);
      try (ReplayHarness replay = new ReplayHarness(rules, rocks, 4, subtask, part)) {
        feed(replay, SAVED_AT, ELEMENTS, 4, subtask);
        interrupted.addAll(replay.lines());
      }
    }
    Collections.sort(straight);
    Collections.sort(interrupted);
    assertThat(straight).hasSizeGreaterThan(200).anyMatch(line -> line.contains("FILLED"));
    assertThat(interrupted).isEqualTo(straight);
  }

  /** Elements [from, to) of one stream: a version every 16, slots in turn over the shards. */
  private static void feed(ReplayHarness replay, int from, int to, int parallelism, int subtask)
      throws Exception {
    for (int i = from; i < to; i++) {
      if (i % 16 == 0) {
        replay.version(i / 16);
      }
      int shard = i % ReplayHarness.SHARDS;
      int owner =
          KeyGroupRangeAssignment.assignKeyToParallelOperator(
              ReplayHarness.KEYS.keyOf(shard), ReplayHarness.MAX_PARALLELISM, parallelism);
      if (owner == subtask) {
        long offset = i / ReplayHarness.SHARDS;
        boolean effective = Math.floorMod(offset * 7 + shard, 5) < 2;
        replay.slot(TestObjects.slot(shard, offset, Math.max(0, i / 16 - 1), effective));
      }
    }
  }
}
