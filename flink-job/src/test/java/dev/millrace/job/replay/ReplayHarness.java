package dev.millrace.job.replay;

import dev.millrace.job.TestObjects;
import dev.millrace.job.filter.Slot;
import dev.millrace.job.ingest.Refusals;
import dev.millrace.job.ingest.ShardKeys;
import dev.millrace.schemas.DroppedGroup;
import dev.millrace.schemas.WeightVersion;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.apache.flink.state.rocksdb.EmbeddedRocksDBStateBackend;
import org.apache.flink.streaming.api.operators.co.CoBroadcastWithKeyedOperator;
import org.apache.flink.streaming.api.watermark.Watermark;
import org.apache.flink.streaming.util.KeyedBroadcastOperatorTestHarness;
import org.jspecify.annotations.Nullable;

/** The replay operator on a bench: slots and versions in, batches and refusals out. */
final class ReplayHarness implements AutoCloseable {
  static final int SHARDS = 4;
  static final int MAX_PARALLELISM = 128;
  static final ShardKeys KEYS = new ShardKeys(SHARDS, MAX_PARALLELISM);

  /** B/S = 2, C/S = 4, max age 6, lead 1, newest first, no timer. */
  static final ReplayRules RULES =
      new ReplayRules(2, 4, 6, 1, Fill.NEWEST, Ineffective.HOLE, 4, 0, Duration.ZERO, 42, false);

  private final KeyedBroadcastOperatorTestHarness<Integer, Arrival, WeightVersion, TrainingBatch>
      harness;

  ReplayHarness(ReplayRules rules) throws Exception {
    this(rules, false, 1, 0, null);
  }

  ReplayHarness(
      ReplayRules rules,
      boolean rocks,
      int parallelism,
      int subtask,
      @Nullable OperatorSubtaskState state)
      throws Exception {
    harness =
        new KeyedBroadcastOperatorTestHarness<>(
            new CoBroadcastWithKeyedOperator<>(
                new ReplayFunction(rules, KEYS), List.of(ReplayFunction.VERSIONS)),
            arrival -> KEYS.keyOf(arrival.shard()),
            Types.INT,
            MAX_PARALLELISM,
            parallelism,
            subtask);
    if (rocks) {
      harness.setStateBackend(new EmbeddedRocksDBStateBackend(true));
    }
    harness.getExecutionConfig().enableObjectReuse();
    harness.setup(
        TypeInformation.of(TrainingBatch.class)
            .createSerializer(harness.getExecutionConfig().getSerializerConfig()));
    if (state != null) {
      harness.initializeState(state);
    }
    harness.open();
  }

  void slot(Slot slot) throws Exception {
    harness.processElement(Arrival.of(slot), 0);
  }

  void word(int shard) throws Exception {
    harness.processElement(new Arrival(shard, null), 0);
  }

  void version(long step) throws Exception {
    version(TestObjects.version(TestObjects.LINEAGE, step));
  }

  void version(WeightVersion version) throws Exception {
    harness.processBroadcastElement(version, 0);
  }

  void time(long millis) throws Exception {
    harness.setProcessingTime(millis);
  }

  /** Both inputs have nothing more to say. */
  void endOfTime() throws Exception {
    harness.processWatermark(Watermark.MAX_WATERMARK);
    harness.processBroadcastWatermark(Watermark.MAX_WATERMARK);
  }

  OperatorSubtaskState snapshot() throws Exception {
    return harness.snapshot(1, 1);
  }

  List<TrainingBatch> batches() {
    return harness.extractOutputValues();
  }

  List<DroppedGroup> dropped() {
    List<DroppedGroup> dropped = new ArrayList<>();
    var records = harness.getSideOutput(Refusals.DROPPED);
    if (records != null) {
      records.forEach(record -> dropped.add(record.getValue()));
    }
    return dropped;
  }

  /** A batch as a line: shard, sequence, and each slot with kind, offset, age and times used. */
  static String line(TrainingBatch batch) {
    StringBuilder line = new StringBuilder(batch.shard() + "/" + batch.sequence() + ":");
    for (BatchSlot slot : batch.slots()) {
      line.append(' ')
          .append(slot.record().kind())
          .append(slot.record().offset())
          .append('~')
          .append(slot.record().ageSteps())
          .append('x')
          .append(slot.record().timesUsed());
    }
    return line.toString();
  }

  List<String> lines() {
    return batches().stream().map(ReplayHarness::line).toList();
  }

  @Override
  public void close() throws Exception {
    harness.close();
  }
}
