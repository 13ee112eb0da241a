package dev.millrace.job.replay;

import dev.millrace.job.credit.CreditedGroup;
import dev.millrace.job.ingest.ReceivedGroup;
import dev.millrace.schemas.ResponseGroup;
import dev.millrace.schemas.SlotKind;
import dev.millrace.schemas.SlotRecord;
import java.util.ArrayList;
import java.util.List;

/** Carries out a plan: reads the groups that it names and moves every slot to where it belongs. */
final class BatchMaker {
  private final ShardStore store;
  private final ReplayRules rules;

  BatchMaker(ShardStore store, ReplayRules rules) {
    this.store = store;
    this.rules = rules;
  }

  /** Removes the stale slots of a plan; gives their groups. */
  List<ReceivedGroup> dropStale(int key, BatchPlan plan) throws Exception {
    List<ReceivedGroup> dropped = new ArrayList<>();
    for (long slot : plan.stale()) {
      dropped.add(store.group(slot).scored().received());
      store.remove(key, slot);
    }
    return dropped;
  }

  /** Makes the batch of a ready plan and advances the shard past it. */
  TrainingBatch make(int key, int shard, BatchPlan plan, Lineages lineages) throws Exception {
    ShardHead head = store.head();
    long sequence = head.nextSequence();
    FreshStatistics statistics = FreshStatistics.NONE;
    for (long slot : plan.counted()) {
      statistics = statistics.plus(FreshStatistics.of(store.group(slot), false));
      store.remove(key, slot);
    }
    List<BatchSlot> slots = new ArrayList<>();
    long consumed = head.consumedOffset();
    for (long slot : plan.fresh()) {
      CreditedGroup group = store.group(slot);
      SlotMeta meta = store.index(key).get(slot);
      statistics = statistics.plus(FreshStatistics.of(group, meta.effective()));
      boolean trained = rules.trains(meta.effective());
      int age = Math.toIntExact(BatchPlan.ageSteps(meta, lineages, sequence));
      SlotKind kind = meta.effective() ? SlotKind.FRESH : SlotKind.HOLE;
      slots.add(batchSlot(kind, group, trained, age, trained ? 1 : 0));
      consumed = Math.max(consumed, group.scored().received().offset() + 1);
    }
    for (long slot : plan.fills()) {
      SlotMeta meta = store.index(key).get(slot);
      int age = Math.toIntExact(BatchPlan.ageSteps(meta, lineages, sequence));
      slots.add(batchSlot(SlotKind.FILLED, store.group(slot), true, age, meta.timesUsed() + 1));
      store.change(key, slot, meta.trained());
    }
    settle(key, plan);
    store.head(head.emitted(consumed));
    int held = store.index(key).held().size();
    return new TrainingBatch(shard, sequence, slots, statistics, held, consumed, false);
  }

  private void settle(int key, BatchPlan plan) throws Exception {
    for (long slot : plan.fresh()) {
      SlotMeta meta = store.index(key).get(slot);
      if (plan.remembered().contains(slot)) {
        store.change(
            key, slot, rules.trains(meta.effective()) ? meta.trained() : meta.remembered());
      } else {
        store.remove(key, slot);
      }
    }
    for (long slot : plan.expired()) {
      store.remove(key, slot);
    }
    for (long slot : plan.evicted()) {
      store.remove(key, slot);
    }
  }

  private static BatchSlot batchSlot(
      SlotKind kind, CreditedGroup credited, boolean trained, int age, int timesUsed) {
    ReceivedGroup received = credited.scored().received();
    ResponseGroup group = received.group();
    SlotRecord record =
        new SlotRecord(
            kind,
            group.groupId(),
            group.prompt().promptId(),
            received.partition(),
            received.offset(),
            age,
            timesUsed,
            credited.scored().rewards(),
            credited.scored().channels());
    return new BatchSlot(record, trained ? credited : null);
  }
}
