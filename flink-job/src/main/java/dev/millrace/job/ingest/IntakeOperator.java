package dev.millrace.job.ingest;

import org.apache.flink.runtime.state.StateSnapshotContext;
import org.apache.flink.streaming.api.operators.KeyedProcessOperator;

/**
 * The intake with an eye on every shard of the subtask, whether or not a record of it ever comes:
 * each is compared with the log before the first record, and saved with every checkpoint. The state
 * is keyed by shard, so a shard keeps it at any parallelism.
 */
final class IntakeOperator extends KeyedProcessOperator<Integer, RawRecord, ReceivedGroup> {
  private final IntakeFunction intake;
  private final ShardKeys keys;

  IntakeOperator(IntakeFunction intake, ShardKeys keys) {
    super(intake);
    this.intake = intake;
    this.keys = keys;
  }

  @Override
  public void open() throws Exception {
    super.open();
    for (int shard = 0; shard < keys.shards(); shard++) {
      if (keys.isOwned(shard, getRuntimeContext().getTaskInfo())) {
        setCurrentKey(keys.keyOf(shard));
        intake.restore(shard);
      }
    }
  }

  @Override
  public void snapshotState(StateSnapshotContext context) throws Exception {
    super.snapshotState(context);
    for (int shard = 0; shard < keys.shards(); shard++) {
      if (keys.isOwned(shard, getRuntimeContext().getTaskInfo())) {
        setCurrentKey(keys.keyOf(shard));
        intake.save(shard);
      }
    }
  }
}
