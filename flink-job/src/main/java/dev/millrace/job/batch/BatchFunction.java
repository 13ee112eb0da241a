package dev.millrace.job.batch;

import dev.millrace.job.replay.TrainingBatch;
import java.util.List;
import java.util.Optional;
import org.apache.flink.api.common.state.ListState;
import org.apache.flink.api.common.state.ListStateDescriptor;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.runtime.state.FunctionInitializationContext;
import org.apache.flink.runtime.state.FunctionSnapshotContext;
import org.apache.flink.streaming.api.checkpoint.CheckpointedFunction;
import org.apache.flink.streaming.api.functions.ProcessFunction;
import org.apache.flink.util.Collector;

/**
 * Shell of {@code batch}: a step leaves when all its shards are there, and in the order of steps.
 */
final class BatchFunction extends ProcessFunction<TrainingBatch, MicroBatch>
    implements CheckpointedFunction {
  private static final ListStateDescriptor<TrainingBatch> PENDING =
      new ListStateDescriptor<>("batch-pending", TypeInformation.of(TrainingBatch.class));
  private static final ListStateDescriptor<Long> NEXT =
      new ListStateDescriptor<>("batch-next", Types.LONG);

  private final int shards;
  private final int slots;
  private final int tokenBudget;

  private transient PendingSteps steps;
  private transient ListState<TrainingBatch> pending;
  private transient ListState<Long> next;

  BatchFunction(int shards, int slots, int tokenBudget) {
    this.shards = shards;
    this.slots = slots;
    this.tokenBudget = tokenBudget;
  }

  @Override
  public void initializeState(FunctionInitializationContext context) throws Exception {
    pending = context.getOperatorStateStore().getListState(PENDING);
    next = context.getOperatorStateStore().getListState(NEXT);
    long restored = 0;
    for (long sequence : next.get()) {
      restored = sequence;
    }
    steps = new PendingSteps(shards, restored);
    for (TrainingBatch batch : pending.get()) {
      steps.add(batch);
    }
  }

  @Override
  public void snapshotState(FunctionSnapshotContext context) throws Exception {
    pending.update(steps.waiting());
    next.update(List.of(steps.next()));
  }

  @Override
  public void processElement(TrainingBatch batch, Context context, Collector<MicroBatch> out) {
    steps.add(batch);
    for (Optional<List<TrainingBatch>> step = steps.poll(); step.isPresent(); step = steps.poll()) {
      Step.of(step.get(), slots, tokenBudget).forEach(out::collect);
    }
  }
}
