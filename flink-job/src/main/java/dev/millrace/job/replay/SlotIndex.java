package dev.millrace.job.replay;

import java.util.Collections;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;

/**
 * The slots of one shard by number, that is, by arrival: those that wait for a batch and those that
 * are remembered. A copy on the heap of what state holds.
 */
final class SlotIndex {
  private final NavigableMap<Long, SlotMeta> waiting = new TreeMap<>();
  private final NavigableMap<Long, SlotMeta> held = new TreeMap<>();
  private int counted;

  /** Slots that wait, oldest first; those that are only to be counted among them. */
  NavigableMap<Long, SlotMeta> waiting() {
    return Collections.unmodifiableNavigableMap(waiting);
  }

  /** Remembered slots, oldest first. */
  NavigableMap<Long, SlotMeta> held() {
    return Collections.unmodifiableNavigableMap(held);
  }

  /** Waiting slots that can take a place in a batch. */
  int ready() {
    return waiting.size() - counted;
  }

  /** Inserts a slot, or moves it to the place that its metadata names. */
  void put(long slot, SlotMeta meta) {
    remove(slot);
    if (meta.place() == SlotMeta.Place.HELD) {
      held.put(slot, meta);
    } else {
      waiting.put(slot, meta);
      counted += meta.place() == SlotMeta.Place.COUNTED ? 1 : 0;
    }
  }

  void remove(long slot) {
    SlotMeta left = waiting.remove(slot);
    if (left == null) {
      held.remove(slot);
    } else {
      counted -= left.place() == SlotMeta.Place.COUNTED ? 1 : 0;
    }
  }

  /** The metadata of a slot that is here. */
  SlotMeta get(long slot) {
    SlotMeta meta = waiting.get(slot);
    meta = meta == null ? held.get(slot) : meta;
    if (meta == null) {
      throw new IllegalStateException("slot " + slot + " is not in the index");
    }
    return meta;
  }

  static SlotIndex of(Iterable<Map.Entry<Long, SlotMeta>> entries) {
    SlotIndex index = new SlotIndex();
    for (Map.Entry<Long, SlotMeta> entry : entries) {
      index.put(entry.getKey(), entry.getValue());
    }
    return index;
  }
}
