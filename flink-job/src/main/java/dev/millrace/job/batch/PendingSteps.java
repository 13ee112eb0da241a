package dev.millrace.job.batch;

import dev.millrace.job.replay.TrainingBatch;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;

/** Batches of shards that wait for the other shards of their step. */
final class PendingSteps {
  private static final long ENDED = Long.MAX_VALUE;

  private final int shards;
  private final TreeMap<Long, TreeMap<Integer, TrainingBatch>> bySequence = new TreeMap<>();
  private final long limit;
  private long next;

  /**
   * Nothing waits.
   *
   * @param shards S
   * @param limit sequence number that no step has
   * @param next sequence number of the next step
   */
  PendingSteps(int shards, long limit, long next) {
    this.shards = shards;
    this.limit = limit;
    this.next = next;
  }

  void add(TrainingBatch batch) {
    if (ended()) {
      return; // A shard that has more than the others: its step will not come.
    }
    TreeMap<Integer, TrainingBatch> step =
        bySequence.computeIfAbsent(batch.sequence(), sequence -> new TreeMap<>());
    if (batch.sequence() < next || step.put(batch.shard(), batch) != null) {
      throw new IllegalStateException(
          "batch " + batch.sequence() + " of shard " + batch.shard() + " came twice");
    }
  }

  /** The batches of the next step in the order of the shards, once all are there. */
  Optional<List<TrainingBatch>> poll() {
    TreeMap<Integer, TrainingBatch> step = bySequence.get(next);
    if (step == null || step.size() < shards || next == limit || hasEnd(step)) {
      return Optional.empty();
    }
    bySequence.remove(next++);
    return Optional.of(new ArrayList<>(step.values()));
  }

  /**
   * Ends the steps when a shard has no batch for the next one, or the limit is reached.
   *
   * @return the sequence number that no step will have, once
   */
  OptionalLong end() {
    TreeMap<Integer, TrainingBatch> step = bySequence.get(next);
    boolean missingBatch = step != null && hasEnd(step);
    if (ended() || (next != limit && !missingBatch)) {
      return OptionalLong.empty();
    }
    OptionalLong missing = OptionalLong.of(next);
    bySequence.clear();
    next = ENDED;
    return missing;
  }

  private boolean ended() {
    return next == ENDED;
  }

  private static boolean hasEnd(Map<Integer, TrainingBatch> step) {
    return step.values().stream().anyMatch(TrainingBatch::end);
  }

  /** Sequence number of the next step; one that is never reached when they have ended. */
  long next() {
    return next;
  }

  /** Everything that waits, in (sequence, shard) order. */
  List<TrainingBatch> waiting() {
    List<TrainingBatch> waiting = new ArrayList<>();
    bySequence.values().forEach(step -> waiting.addAll(step.values()));
    return waiting;
  }
}
