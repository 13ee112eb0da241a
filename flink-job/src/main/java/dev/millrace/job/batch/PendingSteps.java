package dev.millrace.job.batch;

import dev.millrace.job.replay.TrainingBatch;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;

/** Batches of shards that wait for the other shards of their step. */
final class PendingSteps {
  private final int shards;
  private final TreeMap<Long, TreeMap<Integer, TrainingBatch>> bySequence = new TreeMap<>();
  private long next;

  /**
   * Nothing waits.
   *
   * @param shards S
   * @param next sequence number of the next step
   */
  PendingSteps(int shards, long next) {
    this.shards = shards;
    this.next = next;
  }

  void add(TrainingBatch batch) {
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
    if (step == null || step.size() < shards) {
      return Optional.empty();
    }
    bySequence.remove(next++);
    return Optional.of(new ArrayList<>(step.values()));
  }

  /** Sequence number of the next step. */
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
