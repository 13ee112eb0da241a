package dev.millrace.job.replay;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.job.TestObjects;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.junit.jupiter.api.Test;

class ReplayEndTest {
  /** B/S = 2, lead 1, recorded. */
  private static final ReplayRules RULES =
      new ReplayRules(2, 4, 6, 1, Fill.NEWEST, Ineffective.HOLE, 4, 0, Duration.ZERO, 42, true);

  private static void start(ReplayHarness replay) throws Exception {
    replay.version(0);
    for (int shard = 0; shard < ReplayHarness.SHARDS; shard++) {
      replay.word(shard);
    }
  }

  private static void slots(ReplayHarness replay, int shard, int count) throws Exception {
    for (int offset = 0; offset < count; offset++) {
      replay.slot(TestObjects.slot(shard, offset, offset, true));
    }
  }

  private static List<String> told(ReplayHarness replay) {
    return replay.batches().stream()
        .map(
            batch ->
                (batch.end() ? "end " : "batch ")
                    + batch.shard()
                    + "/"
                    + batch.sequence()
                    + " consumed "
                    + batch.consumedOffset())
        .toList();
  }

  @Test
  void shardMarksItsEndBehindItsLastBatch() throws Exception {
    try (ReplayHarness replay = new ReplayHarness(RULES)) {
      start(replay);
      slots(replay, 0, 5);
      slots(replay, 1, 1);
      assertThat(told(replay)).containsExactly("batch 0/0 consumed 2");
      replay.endOfTime();
      // Shard 1 has too few, 2 and 3 have none; shard 0 has a batch behind the gate.
      assertThat(told(replay))
          .containsExactlyInAnyOrder(
              "batch 0/0 consumed 2",
              "end 1/0 consumed 0",
              "end 2/0 consumed 0",
              "end 3/0 consumed 0");
      replay.version(1);
      assertThat(told(replay).subList(4, 6))
          .containsExactly("batch 0/1 consumed 4", "end 0/2 consumed 4");
      replay.version(2);
      assertThat(told(replay)).hasSize(6);
    }
  }

  @Test
  void noEndComesBeforeTheEndOfTime() throws Exception {
    try (ReplayHarness replay = new ReplayHarness(RULES)) {
      start(replay);
      slots(replay, 0, 3);
      replay.time(Duration.ofDays(1).toMillis());
      assertThat(told(replay)).containsExactly("batch 0/0 consumed 2");
    }
  }

  @Test
  void endMarksSurviveARestart() throws Exception {
    for (boolean exhausted : List.of(false, true)) {
      List<String> told = new ArrayList<>();
      OperatorSubtaskState state;
      try (ReplayHarness replay = new ReplayHarness(RULES)) {
        start(replay);
        slots(replay, 0, 5);
        if (exhausted) {
          replay.endOfTime();
        }
        told.addAll(told(replay));
        state = replay.snapshot();
      }
      try (ReplayHarness replay = new ReplayHarness(RULES, false, 1, 0, state)) {
        replay.version(1);
        replay.endOfTime();
        told.addAll(told(replay));
      }
      assertThat(told)
          .containsExactlyInAnyOrder(
              "batch 0/0 consumed 2",
              "batch 0/1 consumed 4",
              "end 0/2 consumed 4",
              "end 1/0 consumed 0",
              "end 2/0 consumed 0",
              "end 3/0 consumed 0");
    }
  }
}
