package dev.millrace.job.ingest;

import dev.millrace.job.TestObjects;
import dev.millrace.schemas.avro.ResponseGroupCodec;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.apache.flink.streaming.util.AbstractStreamOperatorTestHarness;
import org.apache.flink.streaming.util.KeyedOneInputStreamOperatorTestHarness;
import org.apache.flink.util.OutputTag;
import org.jspecify.annotations.Nullable;

/** The intake operator by itself, with four shards and a log that a test makes up. */
final class IntakeHarness {
  static final int SHARDS = 4;
  static final int MAX_PARALLELISM = 128;
  static final ShardKeys KEYS = new ShardKeys(SHARDS, MAX_PARALLELISM);

  private IntakeHarness() {}

  static IngestSettings settings(int window) {
    return settings(window, OnGap.FAIL, 1);
  }

  static IngestSettings settings(int window, OnGap onGap, double maxMalformed) {
    return new IngestSettings(4096, 100, 8, "digest", window, onGap, maxMalformed, Set.of("exact"));
  }

  static KeyedOneInputStreamOperatorTestHarness<Integer, RawRecord, ReceivedGroup> open(
      int window, @Nullable OperatorSubtaskState state) throws Exception {
    return open(settings(window), state, TestObjects.log(SHARDS));
  }

  static KeyedOneInputStreamOperatorTestHarness<Integer, RawRecord, ReceivedGroup> open(
      IngestSettings settings, @Nullable OperatorSubtaskState state, GroupsLog log)
      throws Exception {
    return open(settings, state, log, 1, 1, 0);
  }

  /** The operator of one of several subtasks, with its part of the state of others before it. */
  static KeyedOneInputStreamOperatorTestHarness<Integer, RawRecord, ReceivedGroup> open(
      IngestSettings settings,
      @Nullable OperatorSubtaskState state,
      GroupsLog log,
      int parallelismBefore,
      int parallelism,
      int subtask)
      throws Exception {
    var harness =
        new KeyedOneInputStreamOperatorTestHarness<>(
            new IntakeOperator(new IntakeFunction(settings, log, SHARDS), KEYS),
            (RawRecord record) -> KEYS.keyOf(record.partition()),
            Types.INT,
            MAX_PARALLELISM,
            parallelism,
            subtask);
    if (state != null) {
      harness.initializeState(
          AbstractStreamOperatorTestHarness.repartitionOperatorState(
              state, MAX_PARALLELISM, parallelismBefore, parallelism, subtask));
    }
    harness.open();
    return harness;
  }

  static RawRecord record(int partition, long offset, byte[] value) {
    return new RawRecord("groups", partition, offset, 11, new byte[] {9}, value);
  }

  static byte[] bytes(String groupId) {
    return ResponseGroupCodec.encode(TestObjects.group(groupId, "p", 0, 2));
  }

  static <T> List<T> side(
      KeyedOneInputStreamOperatorTestHarness<?, ?, ?> harness, OutputTag<T> tag) {
    List<T> values = new ArrayList<>();
    var records = harness.getSideOutput(tag);
    if (records != null) {
      records.forEach(record -> values.add(record.getValue()));
    }
    return values;
  }
}
