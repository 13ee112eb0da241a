package dev.millrace.job.learn;

import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import java.util.HashSet;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Which blobs a checkpoint may still name: those of the last completed checkpoints, one more than
 * the cluster retains and at least {@value #CHECKPOINTS}, and of every checkpoint that is under
 * way. Until as many have completed since the start, the checkpoints of earlier runs count too, and
 * nothing is to be deleted.
 */
final class RetainedBlobs {
  static final int CHECKPOINTS = 3;

  private final int checkpoints;
  private final TreeMap<Long, Blob> underWay = new TreeMap<>();
  private final Deque<Blob> completed = new ArrayDeque<>();

  /**
   * Nothing is known yet.
   *
   * @param retained completed checkpoints that the cluster keeps
   */
  RetainedBlobs(int retained) {
    checkpoints = Math.max(CHECKPOINTS, retained + 1);
  }

  /** A checkpoint has begun that names {@code blob}. */
  void named(long checkpoint, Blob blob) {
    underWay.put(checkpoint, blob);
  }

  /**
   * A checkpoint has completed, and with it those before it are decided.
   *
   * @param current the blob that the next checkpoint will name
   * @return what must be kept, when everything else may go; null when all must be kept
   */
  @Nullable Collection<Blob> completed(long checkpoint, Blob current) {
    Blob blob = underWay.get(checkpoint);
    underWay.headMap(checkpoint, true).clear();
    if (blob == null) {
      return null;
    }
    completed.addLast(blob);
    if (completed.size() > checkpoints) {
      completed.removeFirst();
    }
    if (completed.size() < checkpoints) {
      return null;
    }
    Set<Blob> kept = new HashSet<>(completed);
    kept.addAll(underWay.values());
    kept.add(current);
    return kept;
  }
}
