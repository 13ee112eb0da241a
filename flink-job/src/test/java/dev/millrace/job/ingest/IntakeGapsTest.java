package dev.millrace.job.ingest;

import static dev.millrace.job.ingest.IntakeHarness.bytes;
import static dev.millrace.job.ingest.IntakeHarness.open;
import static dev.millrace.job.ingest.IntakeHarness.record;
import static dev.millrace.job.ingest.IntakeHarness.settings;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.apache.flink.metrics.SimpleCounter;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.apache.flink.runtime.execution.SuppressRestartsException;
import org.apache.flink.streaming.util.AbstractStreamOperatorTestHarness;
import org.junit.jupiter.api.Test;

/** What is said about offsets that do not fit the log, and when. */
class IntakeGapsTest {
  private static final IngestSettings FAIL = settings(10);
  private static final IngestSettings SKIP = settings(10, OnGap.SKIP, 1);

  /** Four partitions that each have the offsets [earliest, latest). */
  private static GroupsLog log(String topicId, long earliest, long latest) {
    return () ->
        new LogExtent(
            "groups",
            topicId,
            new long[] {earliest, earliest, earliest, earliest},
            new long[] {latest, latest, latest, latest});
  }

  /** The same log, but for the beginning of one shard. */
  private static GroupsLog beginningAt(int shard, long offset) {
    LogExtent extent = log("id", 0, 12).extent();
    extent.earliest()[shard] = offset;
    return () -> extent;
  }

  /** A job that has read seven offsets of shard 1, and none of the others. */
  private static OperatorSubtaskState readToSeven() throws Exception {
    try (var harness = open(FAIL, null, log("id", 0, 10))) {
      harness.processElement(record(1, 0, bytes("a")), 0);
      harness.processElement(record(1, 6, bytes("b")), 0); // in between lie markers
      return harness.snapshot(1, 1);
    }
  }

  @Test
  void offsetsThatRetentionDeletedEndTheJobBeforeAnyRecord() throws Exception {
    OperatorSubtaskState saved = readToSeven();
    assertThatThrownBy(() -> open(FAIL, saved, log("id", 9, 12)))
        .isInstanceOf(SuppressRestartsException.class)
        .hasStackTraceContaining("retention deleted offsets [0, 9) of groups-0");
    assertThatThrownBy(() -> open(FAIL, saved, beginningAt(1, 9)))
        .hasStackTraceContaining("retention deleted offsets [7, 9) of groups-1")
        .hasStackTraceContaining("millrace.ingest.on-gap=skip");
  }

  @Test
  void skippedOffsetsAreCountedOnce() {
    SimpleCounter lost = new SimpleCounter();
    OffsetWatch watch = new OffsetWatch(log("id", 9, 12), 4, OnGap.SKIP, lost);
    watch.resume(0, "id", 0);
    watch.resume(1, "id", 7);
    watch.resume(2, "id", 9);
    assertThat(lost.getCount()).isEqualTo(9 + 2);
    watch.check(record(1, 9, bytes("c")));
    assertThat(lost.getCount()).isEqualTo(9 + 2);
    OffsetWatch after = new OffsetWatch(log("id", 9, 12), 4, OnGap.SKIP, lost);
    after.resume(0, "id", watch.next(0));
    after.resume(1, "id", watch.next(1));
    assertThat(lost.getCount()).isEqualTo(9 + 2);
  }

  @Test
  void theJobGoesOnBehindSkippedOffsets() throws Exception {
    try (var harness = open(SKIP, readToSeven(), log("id", 9, 12))) {
      harness.processElement(record(1, 9, bytes("c")), 0);
      assertThat(harness.extractOutputValues()).hasSize(1);
    }
  }

  @Test
  void aTopicThatWasCreatedAgainIsRefusedWhateverItHolds() throws Exception {
    OperatorSubtaskState saved = readToSeven();
    for (IngestSettings settings : new IngestSettings[] {FAIL, SKIP}) {
      assertThatThrownBy(() -> open(settings, saved, log("other", 0, 100)))
          .isInstanceOf(SuppressRestartsException.class)
          .hasStackTraceContaining("topic groups was created again")
          .hasStackTraceContaining("of topic id id, now the id is other");
      assertThatThrownBy(() -> open(settings, saved, log("id", 0, 6)))
          .hasStackTraceContaining("groups-1 ends at offset 6, but was read to 7");
    }
  }

  @Test
  void anotherNumberOfPartitionsIsRefused() {
    GroupsLog five = () -> new LogExtent("groups", "id", new long[5], new long[5]);
    assertThatThrownBy(() -> open(FAIL, null, five))
        .isInstanceOf(SuppressRestartsException.class)
        .hasStackTraceContaining("topic groups has 5 partitions, the pipeline began with 4");
  }

  @Test
  void aRecordBehindWhatWasReadIsRefused() throws Exception {
    try (var harness = open(FAIL, readToSeven(), log("id", 0, 12))) {
      assertThatThrownBy(() -> harness.processElement(record(1, 6, bytes("c")), 0))
          .isInstanceOf(SuppressRestartsException.class)
          .hasStackTraceContaining("groups-1 gave offset 6 after it was read to 7");
    }
  }

  @Test
  void aJumpWhileReadingIsComparedWithTheLogOfThatMoment() throws Exception {
    long[] beginning = {0};
    String[] id = {"id"};
    GroupsLog moving = () -> log(id[0], beginning[0], 100).extent();
    try (var harness = open(FAIL, null, moving)) {
      harness.processElement(record(1, 0, bytes("a")), 0);
      harness.processElement(record(1, 2, bytes("b")), 0); // 1 was the marker of a transaction
      assertThat(harness.extractOutputValues()).hasSize(2);
      beginning[0] = 50;
      assertThatThrownBy(() -> harness.processElement(record(1, 50, bytes("c")), 0))
          .hasStackTraceContaining("retention deleted offsets [3, 50) of groups-1");
      id[0] = "other";
      assertThatThrownBy(() -> harness.processElement(record(1, 50, bytes("c")), 0))
          .hasStackTraceContaining("topic groups was created again");
    }
  }

  @Test
  void recordsThatWereDeletedBeforeTheFirstStartAreNoLoss() throws Exception {
    try (var harness = open(FAIL, null, log("id", 5, 12))) {
      harness.processElement(record(1, 5, bytes("a")), 0);
      assertThat(harness.extractOutputValues()).hasSize(1);
    }
  }

  @Test
  void everySubtaskKeepsItsShardsWhetherTheyHadTrafficOrNot() throws Exception {
    OperatorSubtaskState one = readToSeven();
    OperatorSubtaskState[] four = new OperatorSubtaskState[4];
    for (int subtask = 0; subtask < 4; subtask++) {
      try (var harness = open(FAIL, one, log("id", 0, 12), 1, 4, subtask)) {
        four[subtask] = harness.snapshot(2, 2);
      }
    }
    OperatorSubtaskState again = AbstractStreamOperatorTestHarness.repackageState(four);
    assertThatThrownBy(() -> open(FAIL, again, beginningAt(1, 8), 4, 1, 0))
        .hasStackTraceContaining("retention deleted offsets [7, 8) of groups-1");
    assertThatThrownBy(() -> open(FAIL, again, beginningAt(3, 8), 4, 1, 0))
        .hasStackTraceContaining("retention deleted offsets [0, 8) of groups-3");
    assertThatThrownBy(() -> open(FAIL, one, log("other", 0, 12), 1, 4, 3))
        .hasStackTraceContaining(
            "topic groups was created again: partition 3 was read to offset 0");
  }
}
