package dev.millrace.server.engine;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Requests that wait. Those of a priority that goes first leave first; within a priority the tenant
 * leaves that has been given the least work, and within a tenant whoever came first.
 *
 * <p>Start-time fair queueing, Goyal, Vin and Cheng 1997, https://doi.org/10.1109/90.649569: a
 * tenant's clock advances by the work of each of its requests that leaves, and a tenant that had
 * nothing waiting begins at the clock of the last one that left. So no tenant saves up idle time,
 * and none waits longer because another one asks more often. Not thread-safe.
 *
 * @param <T> what waits
 */
final class FairQueue<T> {
  private record Item<T>(T value, long work) {}

  private static final class Lane<T> {
    private final Queue<Item<T>> items = new ArrayDeque<>();
    private long clock;
  }

  private static final class Level<T> {
    private final Map<String, Lane<T>> lanes = new LinkedHashMap<>();
    private long clock;
    private int size;
    private long work;
  }

  private final Map<Priority, Level<T>> levels = new EnumMap<>(Priority.class);

  FairQueue() {
    for (Priority priority : Priority.values()) {
      levels.put(priority, new Level<>());
    }
  }

  private Level<T> level(Priority priority) {
    Level<T> level = levels.get(priority);
    if (level == null) {
      throw new IllegalStateException("no level for priority " + priority);
    }
    return level;
  }

  /** Requests of a priority that wait. */
  int size(Priority priority) {
    return level(priority).size;
  }

  /** Work of the requests of a priority that wait. */
  long work(Priority priority) {
    return level(priority).work;
  }

  /**
   * Adds a request behind those of its tenant.
   *
   * @param work what it costs to answer, in tokens
   */
  void add(Priority priority, String tenant, long work, T value) {
    Level<T> level = level(priority);
    Lane<T> lane = level.lanes.get(tenant);
    if (lane == null) {
      lane = new Lane<>();
      lane.clock = level.clock;
      level.lanes.put(tenant, lane);
    }
    lane.items.add(new Item<>(value, work));
    level.size++;
    level.work += work;
  }

  /** Takes the request of a priority whose turn it is, or null when none waits. */
  @Nullable T poll(Priority priority) {
    Level<T> level = level(priority);
    String tenant = null;
    Lane<T> next = null;
    for (Map.Entry<String, Lane<T>> entry : level.lanes.entrySet()) {
      if (next == null || entry.getValue().clock < next.clock) {
        tenant = entry.getKey();
        next = entry.getValue();
      }
    }
    if (next == null) {
      return null;
    }
    Item<T> item = next.items.remove();
    level.clock = next.clock;
    next.clock += item.work();
    level.size--;
    level.work -= item.work();
    if (next.items.isEmpty()) {
      level.lanes.remove(tenant);
    }
    return item.value();
  }

  /** Takes out every request that matches, in no particular order. */
  List<T> removeIf(Predicate<T> matches) {
    List<T> removed = new ArrayList<>();
    for (Level<T> level : levels.values()) {
      Iterator<Lane<T>> lanes = level.lanes.values().iterator();
      while (lanes.hasNext()) {
        Lane<T> lane = lanes.next();
        lane.items.removeIf(
            item -> {
              boolean gone = matches.test(item.value());
              if (gone) {
                removed.add(item.value());
                level.size--;
                level.work -= item.work();
              }
              return gone;
            });
        if (lane.items.isEmpty()) {
          lanes.remove();
        }
      }
    }
    return removed;
  }
}
