package dev.millrace.server.admission;

import java.util.TreeSet;

/**
 * How many groups a generator may still sample for each shard before the learner takes some.
 *
 * <p>With n the next offset of the shard's partition of the groups topic, a the groups admitted and
 * not yet written, c the first offset that no step up to the installed weight version has taken,
 * and d the records from c on that the job reports as dropped:
 *
 * <pre>allowance = (η + 1) · B/S + d − (n + a − c)</pre>
 *
 * <p>In an undisturbed run this is (η + step + 1) · B − produced, the bound of AReaL, Fu et al.
 * 2025, https://arxiv.org/abs/2505.24298. Offsets keep it right through restarts, duplicates and
 * drops. Not thread-safe.
 */
final class StalenessBound {
  private final long window;
  private final long[] next;
  private final long[] consumed;
  private final int[] admitted;
  private final TreeSet<Long>[] dropped;

  /**
   * @param maxAheadSteps η, steps that generation may run ahead of training
   * @param slotsPerShard B/S, slots that a step takes of one shard
   * @param endOffsets [S] next offset of each partition of the groups topic
   */
  StalenessBound(int maxAheadSteps, int slotsPerShard, long[] endOffsets) {
    this.window = (maxAheadSteps + 1L) * slotsPerShard;
    this.next = endOffsets.clone();
    this.consumed = new long[next.length];
    this.admitted = new int[next.length];
    this.dropped = emptySets(next.length);
  }

  @SuppressWarnings({"unchecked", "rawtypes"}) // Java has no arrays of a generic type.
  private static TreeSet<Long>[] emptySets(int count) {
    TreeSet<Long>[] sets = new TreeSet[count];
    for (int i = 0; i < count; i++) {
      sets[i] = new TreeSet<>();
    }
    return sets;
  }

  int shards() {
    return next.length;
  }

  long allowance(int shard) {
    return window + dropped[shard].size() - (next[shard] + admitted[shard] - consumed[shard]);
  }

  /** Takes the consumed offsets of the weight version that now serves. */
  void consumed(long[] offsets) {
    for (int shard = 0; shard < next.length; shard++) {
      consumed[shard] = offsets[shard];
      // Others may have written what was consumed; the end is at least there.
      next[shard] = Math.max(next[shard], offsets[shard]);
      dropped[shard].headSet(offsets[shard], false).clear();
    }
  }

  /** Takes notice of a dropped record; a repeated notice counts once. */
  void dropped(int shard, long offset) {
    if (offset >= consumed[shard]) {
      dropped[shard].add(offset);
    }
  }

  /** Others have written up to an offset. */
  void ends(int shard, long offset) {
    next[shard] = Math.max(next[shard], offset);
  }

  void admitted(int shard) {
    admitted[shard]++;
  }

  /** A group was written at an offset. */
  void written(int shard, long offset) {
    admitted[shard]--;
    next[shard] = Math.max(next[shard], offset + 1);
  }

  /** A group that was admitted will never be written. */
  void withdrawn(int shard) {
    admitted[shard]--;
  }
}
