package dev.millrace.job.ingest;

import java.io.Serializable;
import java.util.HashMap;
import java.util.Map;
import org.apache.flink.api.common.TaskInfo;
import org.apache.flink.runtime.state.KeyGroupRangeAssignment;

/**
 * The Flink key of each shard: the smallest integer in key group {@code shard · maxParallelism /
 * S}, so that shards spread evenly over every parallelism that divides S. Naive integers would meet
 * in the same key groups.
 */
public final class ShardKeys implements Serializable {
  private final int[] keys; // [S]
  private final Map<Integer, Integer> shards = new HashMap<>();

  /**
   * Searches the keys.
   *
   * @param shards S
   * @param maxParallelism key groups of the job; a multiple of S
   */
  public ShardKeys(int shards, int maxParallelism) {
    if (maxParallelism % shards != 0) {
      throw new IllegalArgumentException(
          maxParallelism + " key groups are no multiple of " + shards + " shards");
    }
    keys = new int[shards];
    for (int shard = 0; shard < shards; shard++) {
      int wanted = shard * (maxParallelism / shards);
      int candidate = 0;
      while (KeyGroupRangeAssignment.assignToKeyGroup(candidate, maxParallelism) != wanted) {
        candidate++;
      }
      keys[shard] = candidate;
      this.shards.put(candidate, shard);
    }
  }

  /** The key of a shard, which is a partition of the groups topic. */
  public int keyOf(int shard) {
    if (shard < 0 || shard >= keys.length) {
      throw FinalFailure.because(
          "partition "
              + shard
              + " of the groups topic is not one of the "
              + keys.length
              + " shards that the pipeline began with");
    }
    return keys[shard];
  }

  /** The shard of a key that {@link #keyOf} gave. */
  public int shardOf(int key) {
    Integer shard = shards.get(key);
    if (shard == null) {
      throw new IllegalStateException("key " + key + " is the key of no shard");
    }
    return shard;
  }

  /** Whether a subtask is the one that the keys of this shard go to. */
  public boolean isOwned(int shard, TaskInfo task) {
    return KeyGroupRangeAssignment.assignKeyToParallelOperator(
            keyOf(shard), task.getMaxNumberOfParallelSubtasks(), task.getNumberOfParallelSubtasks())
        == task.getIndexOfThisSubtask();
  }

  /** S. */
  public int shards() {
    return keys.length;
  }
}
