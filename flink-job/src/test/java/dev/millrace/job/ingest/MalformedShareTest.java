package dev.millrace.job.ingest;

import static dev.millrace.job.ingest.IntakeHarness.bytes;
import static dev.millrace.job.ingest.IntakeHarness.open;
import static dev.millrace.job.ingest.IntakeHarness.record;
import static dev.millrace.job.ingest.IntakeHarness.settings;
import static dev.millrace.job.ingest.IntakeHarness.side;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.job.TestObjects;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.Size;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.apache.flink.runtime.execution.SuppressRestartsException;
import org.apache.flink.streaming.util.KeyedOneInputStreamOperatorTestHarness;
import org.junit.jupiter.api.Test;

/** The share of malformed records that ends the job. */
class MalformedShareTest {
  private static final byte[] POISON = {1, 2, 3};
  private static final GroupsLog LOG = TestObjects.log(IntakeHarness.SHARDS);

  private static IngestSettings atMost(double share) {
    return settings(10_000, OnGap.FAIL, share);
  }

  private static void feed(
      KeyedOneInputStreamOperatorTestHarness<Integer, RawRecord, ReceivedGroup> harness,
      int from,
      int to,
      int poisonEvery)
      throws Exception {
    for (int i = from; i < to; i++) {
      harness.processElement(record(2, i, i % poisonEvery == 0 ? POISON : bytes("g" + i)), 0);
    }
  }

  @Test
  void aShareBeyondTheLimitEndsTheJobAndIsNamed() throws Exception {
    try (var harness = open(atMost(0.25), null, LOG)) {
      feed(harness, 0, 512, 4); // a quarter of any window
      assertThat(side(harness, Refusals.DEAD_LETTERS)).hasSize(128);
      // 512 takes the place of 256, which was malformed; 513 that of 257, which was not.
      harness.processElement(record(2, 512, POISON), 0);
      assertThatThrownBy(() -> harness.processElement(record(2, 513, POISON), 0))
          .isInstanceOf(SuppressRestartsException.class)
          .hasStackTraceContaining(
              "65 of the last 256 records of groups-2 are malformed, more than"
                  + " millrace.ingest.max-malformed 0.25")
          .hasStackTraceContaining("The last, at offset 513: ");
    }
  }

  @Test
  void aFewAtTheBeginningAreNoPoisonedProducer() throws Exception {
    try (var harness = open(atMost(0.5), null, LOG)) {
      for (int i = 0; i < 100; i++) {
        harness.processElement(record(2, i, POISON), 0);
      }
      feed(harness, 101, 2000, Integer.MAX_VALUE);
      assertThat(side(harness, Refusals.DEAD_LETTERS)).hasSize(100);
    }
  }

  @Test
  void oneIsNoLimit() throws Exception {
    try (var harness = open(atMost(1), null, LOG)) {
      for (int i = 0; i < 1000; i++) {
        harness.processElement(record(2, i, POISON), 0);
      }
      assertThat(side(harness, Refusals.DEAD_LETTERS)).hasSize(1000);
    }
  }

  @Test
  void theWindowSurvivesARestart() throws Exception {
    OperatorSubtaskState saved;
    try (var harness = open(atMost(0.5), null, LOG)) {
      feed(harness, 0, 256, 2);
      saved = harness.snapshot(1, 1);
    }
    try (var harness = open(atMost(0.5), saved, LOG)) {
      harness.processElement(record(2, 256, POISON), 0);
      assertThatThrownBy(() -> harness.processElement(record(2, 257, POISON), 0))
          .hasStackTraceContaining("129 of the last 256 records");
    }
  }

  @Property(seed = "42", tries = 200)
  void theWindowCountsTheLastRecords(@ForAll @Size(max = 1000) boolean[] verdicts) {
    MalformedWindow window = new MalformedWindow();
    for (boolean verdict : verdicts) {
      window = new MalformedWindow(window.bits(), window.seen());
      window.add(verdict);
    }
    int expected = 0;
    int from = Math.max(0, verdicts.length - MalformedWindow.RECORDS);
    for (int i = from; i < verdicts.length; i++) {
      expected += verdicts[i] ? 1 : 0;
    }
    assertThat(window.malformed()).isEqualTo(expected);
    assertThat(window.isBeyond(0.5))
        .isEqualTo(verdicts.length >= MalformedWindow.RECORDS && expected > 128);
  }
}
