package dev.millrace.job.replay;

import dev.millrace.job.credit.CreditedGroup;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.flink.api.common.functions.RuntimeContext;
import org.apache.flink.api.common.state.MapState;
import org.apache.flink.api.common.state.MapStateDescriptor;
import org.apache.flink.api.common.state.ValueState;
import org.apache.flink.api.common.state.ValueStateDescriptor;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeinfo.Types;

/**
 * The keyed state of replay: groups in one map, what is known of them in another, and an index on
 * the heap that is filled from the second when a shard is first touched. Groups are large and read
 * by number only; nothing ever iterates over them. Every method speaks of the current key, which is
 * passed to find its index.
 */
final class ShardStore {
  /** State name, for readers of savepoints. */
  static final String SLOTS = "replay-slots";

  /** State name, for readers of savepoints. */
  static final String META = "replay-meta";

  /** The state by which shards are visited when a version arrives. */
  static final ValueStateDescriptor<ShardHead> HEAD =
      new ValueStateDescriptor<>("replay-head", TypeInformation.of(ShardHead.class));

  private final MapState<Long, CreditedGroup> slots;
  private final MapState<Long, SlotMeta> meta;
  private final ValueState<ShardHead> head;
  // Gauges look at it from the thread of the metrics.
  private final Map<Integer, SlotIndex> indexes = new ConcurrentHashMap<>();

  ShardStore(RuntimeContext context) {
    slots =
        context.getMapState(
            new MapStateDescriptor<>(SLOTS, Types.LONG, TypeInformation.of(CreditedGroup.class)));
    meta =
        context.getMapState(
            new MapStateDescriptor<>(META, Types.LONG, TypeInformation.of(SlotMeta.class)));
    head = context.getState(HEAD);
  }

  ShardHead head() throws Exception {
    ShardHead value = head.value();
    return value == null ? ShardHead.NEW : value;
  }

  void head(ShardHead value) throws Exception {
    head.update(value);
  }

  /** The slots of the shard; to be changed by the methods of this class only. */
  SlotIndex index(int key) throws Exception {
    SlotIndex index = indexes.get(key);
    if (index == null) {
      index = SlotIndex.of(meta.entries());
      indexes.put(key, index);
    }
    return index;
  }

  /** The group in a slot. */
  CreditedGroup group(long slot) throws Exception {
    CreditedGroup group = slots.get(slot);
    if (group == null) {
      throw new IllegalStateException("slot " + slot + " has no group");
    }
    return group;
  }

  void add(int key, long slot, CreditedGroup group, SlotMeta slotMeta) throws Exception {
    slots.put(slot, group);
    change(key, slot, slotMeta);
  }

  void change(int key, long slot, SlotMeta slotMeta) throws Exception {
    index(key).put(slot, slotMeta);
    meta.put(slot, slotMeta);
  }

  void remove(int key, long slot) throws Exception {
    index(key).remove(slot);
    meta.remove(slot);
    slots.remove(slot);
  }

  /** Groups of all shards seen so far by this subtask: waiting and held. */
  int waiting() {
    return indexes.values().stream().mapToInt(SlotIndex::ready).sum();
  }

  int held() {
    return indexes.values().stream().mapToInt(index -> index.held().size()).sum();
  }
}
