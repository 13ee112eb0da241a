package dev.millrace.job.learn;

import dev.millrace.job.batch.MicroBatch;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;

/**
 * The micro-batches that came since the last blob, trained or not, in order: with the blob they are
 * the learner. Steps come without a gap, and the parts of a step in their order.
 */
final class AcceptedParts {
  private final ArrayDeque<MicroBatch> parts = new ArrayDeque<>();
  private final List<MicroBatch> open = new ArrayList<>();
  private long lastStep;

  /**
   * Nothing accepted yet.
   *
   * @param lastStep step of the blob
   */
  AcceptedParts(long lastStep) {
    this.lastStep = lastStep;
  }

  /**
   * Takes a part, or the end mark, which is a step of its own.
   *
   * @return the parts of its step when it is the last of them, else nothing
   */
  List<MicroBatch> accept(MicroBatch part) {
    if (part.step() != lastStep + 1 || part.index() != open.size()) {
      throw new IllegalStateException(
          "part "
              + part.index()
              + " of step "
              + part.step()
              + " came where part "
              + open.size()
              + " of step "
              + (lastStep + 1)
              + " was due");
    }
    parts.addLast(part);
    open.add(part);
    if (open.size() < part.count()) {
      return List.of();
    }
    List<MicroBatch> step = List.copyOf(open);
    open.clear();
    lastStep = part.step();
    return step;
  }

  /** Forgets the parts that a blob of {@code step} contains. */
  void forgetThrough(long step) {
    while (!parts.isEmpty() && parts.getFirst().step() <= step) {
      parts.removeFirst();
    }
  }

  /** All parts since the blob. */
  List<MicroBatch> all() {
    return List.copyOf(parts);
  }
}
