package dev.millrace.job.ingest;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.apache.flink.api.common.functions.RuntimeContext;
import org.apache.flink.api.common.state.MapState;
import org.apache.flink.api.common.state.MapStateDescriptor;
import org.apache.flink.api.common.typeinfo.Types;

/**
 * The newest group ids of each shard, oldest out first. State is a map from arrival number to id;
 * the set that answers is a copy on the heap, filled from state when a shard is first touched.
 */
final class DuplicateWindow {
  /** State name, for readers of savepoints. */
  static final String STATE = "ingest-group-ids";

  private final MapState<Long, String> state;
  private final int capacity;
  private final Map<Integer, Ids> shards = new HashMap<>();

  DuplicateWindow(RuntimeContext context, int capacity) {
    this.capacity = capacity;
    state = context.getMapState(new MapStateDescriptor<>(STATE, Types.LONG, Types.STRING));
  }

  /** Whether the id is new to the window of the current key; from now on it is not. */
  boolean add(int key, String groupId) throws Exception {
    Ids ids = shards.get(key);
    if (ids == null) {
      ids = read();
      shards.put(key, ids);
    }
    if (!ids.known.add(groupId)) {
      return false;
    }
    state.put(ids.next++, groupId);
    while (ids.next - ids.first > capacity) {
      String oldest = state.get(ids.first);
      state.remove(ids.first++);
      ids.known.remove(oldest);
    }
    return true;
  }

  private Ids read() throws Exception {
    Ids ids = new Ids();
    long first = Long.MAX_VALUE;
    for (Map.Entry<Long, String> entry : state.entries()) {
      ids.known.add(entry.getValue());
      first = Math.min(first, entry.getKey());
      ids.next = Math.max(ids.next, entry.getKey() + 1);
    }
    ids.first = ids.known.isEmpty() ? 0 : first;
    return ids;
  }

  private static final class Ids {
    final Set<String> known = new HashSet<>();
    long first;
    long next;
  }
}
