package dev.millrace.job.replay;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.function.ToLongFunction;

/**
 * Which slots make the next batch of a shard, and what becomes of every other one. Depends on the
 * index, the sequence number and the rules only: not on when it is asked, so a recorded topic gives
 * the same batches again.
 *
 * <p>Order of events in batch j: stale slots leave; the first B/S waiting slots take their places;
 * holes are filled from what earlier batches left in memory; this batch is remembered; the oldest
 * beyond capacity leave.
 *
 * @param ready whether there are enough waiting slots
 * @param stale waiting slots too old to be trained; they leave whether the batch is ready or not
 * @param counted slots that only count in the statistics of the batch
 * @param fresh slots in their places, in arrival order
 * @param fills remembered slots for the holes, in the order of preference
 * @param expired remembered slots too old to be trained
 * @param remembered fresh slots that memory takes and keeps
 * @param evicted remembered slots, fresh ones among them, for which memory has no room
 */
record BatchPlan(
    boolean ready,
    List<Long> stale,
    List<Long> counted,
    List<Long> fresh,
    List<Long> fills,
    List<Long> expired,
    List<Long> remembered,
    List<Long> evicted) {

  /**
   * Plans the batch with the given sequence number.
   *
   * @param index slots of the shard
   * @param lineages known weight versions
   * @param rules options of the room and the shape of the stream
   * @param shard the shard
   * @param sequence j, which is trained on the weights of step j
   * @param enforced whether a batch is made of fewer slots, or of none
   */
  static BatchPlan of(
      SlotIndex index,
      Lineages lineages,
      ReplayRules rules,
      int shard,
      long sequence,
      boolean enforced) {
    ToLongFunction<SlotMeta> age = meta -> ageSteps(meta, lineages, sequence);
    List<Long> stale = new ArrayList<>();
    List<Long> counted = new ArrayList<>();
    List<Long> fresh = new ArrayList<>();
    int effective = 0;
    for (Map.Entry<Long, SlotMeta> entry : index.waiting().entrySet()) {
      SlotMeta meta = entry.getValue();
      if (fresh.size() == rules.slots()) {
        break;
      } else if (meta.place() == SlotMeta.Place.COUNTED) {
        counted.add(entry.getKey());
      } else if (age.applyAsLong(meta) > rules.maxAge()) {
        stale.add(entry.getKey());
      } else {
        fresh.add(entry.getKey());
        effective += meta.effective() ? 1 : 0;
      }
    }
    if (fresh.size() < rules.slots() && !enforced) {
      return new BatchPlan(
          false, stale, List.of(), List.of(), List.of(), List.of(), List.of(), List.of());
    }
    NavigableMap<Long, SlotMeta> memory = new TreeMap<>(index.held());
    List<Long> expired = new ArrayList<>();
    for (Map.Entry<Long, SlotMeta> entry : index.held().entrySet()) {
      if (age.applyAsLong(entry.getValue()) > rules.maxAge()) {
        expired.add(entry.getKey());
        memory.remove(entry.getKey());
      }
    }
    List<Long> fills = fills(memory, rules, rules.slots() - effective, age, shard, sequence);
    List<Long> remembered = new ArrayList<>();
    for (long slot : fresh) {
      SlotMeta meta = index.get(slot);
      if (rules.remembers(meta.effective())) {
        remembered.add(slot);
        memory.put(slot, meta);
      }
    }
    List<Long> evicted = new ArrayList<>();
    while (memory.size() > rules.capacity()) {
      evicted.add(memory.pollFirstEntry().getKey());
    }
    return new BatchPlan(true, stale, counted, fresh, fills, expired, remembered, evicted);
  }

  /**
   * Age in steps: the weights that train the batch are those of step j, so age = j - step of the
   * version that sampled the group; 0 is on-policy, and nothing is younger.
   */
  static long ageSteps(SlotMeta meta, Lineages lineages, long sequence) {
    return Math.max(0, sequence - lineages.survivingStep(meta.lineage(), meta.step()));
  }

  private static List<Long> fills(
      NavigableMap<Long, SlotMeta> memory,
      ReplayRules rules,
      int holes,
      ToLongFunction<SlotMeta> age,
      int shard,
      long sequence) {
    return switch (rules.fill()) {
      case NEWEST, ANY -> RecencyOrder.newestFirst(memory, holes, meta -> true);
      case STALE ->
          RecencyOrder.newestFirst(
              memory, holes, meta -> age.applyAsLong(meta) >= RecencyOrder.STALE_STEPS);
      case WEIGHTED ->
          WeightedDraw.draw(memory, holes, age, rules.tau(), rules.seed(), shard, sequence);
      case NONE -> List.of();
    };
  }
}
