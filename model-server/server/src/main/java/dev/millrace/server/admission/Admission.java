package dev.millrace.server.admission;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;

/**
 * The prompts that wait, shard by shard, and the leave to sample them. Prompts of a shard are taken
 * in the order of their log; shards take turns, because a step needs the same number of groups of
 * each. Thread-safe; rings the bell when there may be more to take.
 */
public final class Admission {
  private final StalenessBound bound;
  private final Bell bell;
  private final List<ArrayDeque<PendingPrompt>> queues = new ArrayList<>();
  private final List<Progress> progress = new ArrayList<>();
  private int turn;

  /**
   * @param maxAheadSteps η, steps that generation may run ahead of training
   * @param slotsPerShard B/S, slots that a step takes of one shard
   * @param endOffsets [S] next offset of each partition of the groups topic
   */
  public Admission(int maxAheadSteps, int slotsPerShard, long[] endOffsets, Bell bell) {
    this.bound = new StalenessBound(maxAheadSteps, slotsPerShard, endOffsets);
    this.bell = bell;
    for (int shard = 0; shard < endOffsets.length; shard++) {
      queues.add(new ArrayDeque<>());
      progress.add(new Progress());
    }
  }

  /** Adds a prompt behind those of its shard. */
  public synchronized void add(PendingPrompt prompt) {
    progress.get(prompt.shard()).started(prompt.offset());
    queues.get(prompt.shard()).add(prompt);
    bell.ring();
  }

  /** Takes note of a record that never becomes a prompt, and is not finished yet. */
  public synchronized void refuse(int shard, long offset) {
    progress.get(shard).started(offset);
  }

  /** What was to be said about a refused record is written. */
  public synchronized void refused(int shard, long offset) {
    progress.get(shard).finished(offset);
  }

  /** Takes at most so many prompts, as far as the bound leaves room. */
  public synchronized List<PendingPrompt> take(int atMost) {
    List<PendingPrompt> taken = new ArrayList<>();
    int shards = queues.size();
    for (int refusals = 0; refusals < shards && taken.size() < atMost; turn = (turn + 1) % shards) {
      PendingPrompt prompt = bound.allowance(turn) > 0 ? queues.get(turn).poll() : null;
      if (prompt == null) {
        refusals++;
      } else {
        refusals = 0;
        bound.admitted(turn);
        taken.add(prompt);
      }
    }
    return taken;
  }

  /** The group of a taken prompt was written at an offset of the groups topic. */
  public synchronized void written(PendingPrompt prompt, long offset) {
    bound.written(prompt.shard(), offset);
    progress.get(prompt.shard()).finished(prompt.offset());
  }

  /** The group of a taken prompt will never be written. */
  public synchronized void withdrawn(PendingPrompt prompt) {
    bound.withdrawn(prompt.shard());
    progress.get(prompt.shard()).finished(prompt.offset());
    bell.ring();
  }

  /** A record of the groups topic was dropped by the job. */
  public synchronized void dropped(int shard, long offset) {
    bound.dropped(shard, offset);
    bell.ring();
  }

  /** The consumed offsets of the weight version that now serves. */
  public synchronized void consumed(long[] offsets) {
    bound.consumed(offsets);
  }

  /** A shard is from now on this generator's, and its groups go on at an offset of their topic. */
  public synchronized void enter(int shard, long endOffset) {
    leave(shard);
    bound.ends(shard, endOffset);
    bell.ring();
  }

  /** A shard is no more this generator's; who has it next reads its prompts again. */
  public synchronized void leave(int shard) {
    queues.get(shard).clear();
    progress.set(shard, new Progress());
  }

  public synchronized int waiting(int shard) {
    return queues.get(shard).size();
  }

  /** Returns whether some prompt waits, whatever the bound. */
  public synchronized boolean hasPrompts() {
    return queues.stream().anyMatch(queue -> !queue.isEmpty());
  }

  /** Returns where the prompts of a shard would start again, or -1 before the first. */
  public synchronized long position(int shard) {
    return progress.get(shard).position();
  }
}
