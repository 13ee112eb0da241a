package dev.millrace.job.replay;

import dev.millrace.job.filter.Slot;
import dev.millrace.job.ingest.DropCounters;
import dev.millrace.job.ingest.ReceivedGroup;
import dev.millrace.job.ingest.Refusals;
import dev.millrace.job.ingest.ShardKeys;
import dev.millrace.schemas.DropReason;
import dev.millrace.schemas.DroppedGroup;
import dev.millrace.schemas.WeightVersion;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.BiConsumer;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.api.common.state.BroadcastState;
import org.apache.flink.api.common.state.MapStateDescriptor;
import org.apache.flink.api.common.state.ReadOnlyBroadcastState;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.streaming.api.TimeDomain;
import org.apache.flink.streaming.api.functions.co.KeyedBroadcastProcessFunction;
import org.apache.flink.streaming.api.watermark.Watermark;
import org.apache.flink.util.Collector;

/**
 * Shell of {@code replay}, keyed by shard: slots wait in state, versions open the gate, and an open
 * gate lets the next batch of a shard leave as soon as it has its slots.
 */
final class ReplayFunction
    extends KeyedBroadcastProcessFunction<Integer, Arrival, WeightVersion, TrainingBatch> {
  /** Lineage to its steps; pointers only, broadcast state lives on the heap. */
  static final MapStateDescriptor<Long, LineageSteps> VERSIONS =
      new MapStateDescriptor<>(
          "replay-versions", Types.LONG, TypeInformation.of(LineageSteps.class));

  /** The watermark behind the last slot. */
  private static final long END_OF_TIME = Watermark.MAX_WATERMARK.getTimestamp();

  private final ReplayRules rules;
  private final ShardKeys keys;

  private transient ShardStore store;
  private transient BatchMaker maker;
  private transient DropCounters drops;
  private transient ReplayMetrics metrics;

  ReplayFunction(ReplayRules rules, ShardKeys keys) {
    this.rules = rules;
    this.keys = keys;
  }

  @Override
  public void open(OpenContext context) {
    store = new ShardStore(getRuntimeContext());
    maker = new BatchMaker(store, rules);
    drops = new DropCounters(getRuntimeContext().getMetricGroup());
    metrics = new ReplayMetrics(getRuntimeContext().getMetricGroup(), store);
  }

  @Override
  public void processElement(Arrival arrival, ReadOnlyContext context, Collector<TrainingBatch> out)
      throws Exception {
    int key = context.getCurrentKey();
    ShardHead head = store.head();
    if (!head.armed() && (rules.recorded() || !rules.fillOnlyTimeout().isZero())) {
      arm(context);
      head = head.withTimer();
      store.head(head);
    }
    Slot slot = arrival.slot();
    if (slot == null) {
      store.head(head);
      return;
    }
    SlotMeta meta = SlotMetas.of(slot, rules.ineffective());
    store.add(key, head.nextSlot(), slot.group(), meta);
    store.head(head.arrived());
    metrics.arrived(
        slot.group().scored().received().group(), meta, context.currentProcessingTime());
    if (meta.place() == SlotMeta.Place.COUNTED) {
      refusals(context).accept(slot.group().scored().received(), DropReason.INEFFECTIVE);
    }
    dropSurplus(key, refusals(context));
    emit(key, lineages(context.getBroadcastState(VERSIONS)), false, refusals(context), out);
  }

  @Override
  public void processBroadcastElement(
      WeightVersion version, Context context, Collector<TrainingBatch> out) throws Exception {
    BroadcastState<Long, LineageSteps> state = context.getBroadcastState(VERSIONS);
    if (!VersionLog.record(state, version)) {
      return;
    }
    Lineages lineages = lineages(state);
    metrics.published(version);
    BiConsumer<ReceivedGroup, DropReason> refusals =
        (group, reason) ->
            context.output(
                Refusals.DROPPED, dropped(group, reason, context.currentProcessingTime()));
    context.applyToKeyedState(
        ShardStore.HEAD, (key, head) -> emit(key, lineages, false, refusals, out));
  }

  /**
   * In event time: the shard is exhausted. In processing time: it starves when the gate was open
   * for the same batch one timeout ago.
   */
  @Override
  public void onTimer(long timestamp, OnTimerContext context, Collector<TrainingBatch> out)
      throws Exception {
    int key = context.getCurrentKey();
    Lineages lineages = lineages(context.getBroadcastState(VERSIONS));
    ShardHead head = store.head();
    if (context.timeDomain() == TimeDomain.EVENT_TIME) {
      store.head(head.with(ShardHead.Ending.EXHAUSTED));
      emit(key, lineages, false, refusals(context), out);
      return;
    }
    if (lineages.any() && rules.isOpen(head.nextSequence(), lineages.trained())) {
      if (head.starvingSequence() == head.nextSequence()) {
        emit(key, lineages, true, refusals(context), out);
      } else {
        store.head(head.starving(head.nextSequence()));
      }
    }
    arm(context);
  }

  private void arm(ReadOnlyContext context) {
    if (rules.recorded()) {
      context.timerService().registerEventTimeTimer(END_OF_TIME);
      return;
    }
    long at = context.currentProcessingTime() + rules.fillOnlyTimeout().toMillis();
    context.timerService().registerProcessingTimeTimer(at);
  }

  private void emit(
      int key,
      Lineages lineages,
      boolean enforced,
      BiConsumer<ReceivedGroup, DropReason> refusals,
      Collector<TrainingBatch> out)
      throws Exception {
    int shard = keys.shardOf(key);
    boolean enforce = enforced;
    long sequence = store.head().nextSequence();
    while (rules.isOpen(sequence, lineages.trained())
        && (enforce || store.index(key).ready() >= rules.slots())) {
      BatchPlan plan = BatchPlan.of(store.index(key), lineages, rules, shard, sequence, enforce);
      for (ReceivedGroup stale : maker.dropStale(key, plan)) {
        refusals.accept(stale, DropReason.STALE);
      }
      if (!plan.ready()) {
        break;
      }
      TrainingBatch batch = maker.make(key, shard, plan, lineages);
      metrics.emitted(batch, plan);
      out.collect(batch);
      enforce = false;
      sequence++;
    }
    markEnd(key, shard, out);
  }

  /** What still waits in an exhausted shard makes no batch and is left over. */
  private void markEnd(int key, int shard, Collector<TrainingBatch> out) throws Exception {
    ShardHead head = store.head();
    if (head.ending() == ShardHead.Ending.EXHAUSTED && store.index(key).ready() < rules.slots()) {
      out.collect(TrainingBatch.endMark(shard, head.nextSequence(), head.consumedOffset()));
      store.head(head.with(ShardHead.Ending.MARKED));
    }
  }

  private void dropSurplus(int key, BiConsumer<ReceivedGroup, DropReason> refusals)
      throws Exception {
    while (rules.maxWaiting() > 0 && store.index(key).waiting().size() > rules.maxWaiting()) {
      Map.Entry<Long, SlotMeta> oldest = store.index(key).waiting().firstEntry();
      ReceivedGroup group = store.group(oldest.getKey()).scored().received();
      store.remove(key, oldest.getKey());
      if (oldest.getValue().place() == SlotMeta.Place.WAITING) {
        refusals.accept(group, DropReason.SURPLUS);
      }
    }
  }

  private BiConsumer<ReceivedGroup, DropReason> refusals(ReadOnlyContext context) {
    return (group, reason) ->
        context.output(Refusals.DROPPED, dropped(group, reason, context.currentProcessingTime()));
  }

  private DroppedGroup dropped(ReceivedGroup group, DropReason reason, long nowMillis) {
    drops.count(reason);
    return Refusals.dropped(group, reason, "", nowMillis);
  }

  private static Lineages lineages(ReadOnlyBroadcastState<Long, LineageSteps> state)
      throws Exception {
    TreeMap<Long, LineageSteps> byLineage = new TreeMap<>();
    state.immutableEntries().forEach(e -> byLineage.put(e.getKey(), e.getValue()));
    return new Lineages(byLineage);
  }
}
