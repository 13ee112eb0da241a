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
 * The first step that a shard has no batch for is the end: what other shards have for it or after
 * it is left over.
 */
final class BatchFunction extends ProcessFunction<TrainingBatch, MicroBatch>
    implements CheckpointedFunction {
  private static final ListStateDescriptor<TrainingBatch> PENDING =
      new ListStateDescriptor<>("batch-pending", TypeInformation.of(TrainingBatch.class));
  private static final ListStateDescriptor<Long> NEXT =
      new ListStateDescriptor<>("batch-next", Types.LONG);

  private final int shards;
  private final int slots;
  private final long limit;
  private final int tokenBudget;

  private transient PendingSteps steps;
  private transient ListState<TrainingBatch> pending;
  private transient ListState<Long> next;

  /**
   * A function that has seen nothing.
   *
   * @param shards S
   * @param slots B
   * @param limit steps after which no more are made
   * @param tokenBudget most cells of a micro-batch
   */
  BatchFunction(int shards, int slots, long limit, int tokenBudget) {
    this.shards = shards;
    this.slots = slots;
    this.limit = limit;
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
    steps = new PendingSteps(shards, limit, restored);
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
    steps.end().ifPresent(missing -> out.collect(MicroBatch.endMark(missing + 1)));
  }
}
