package dev.millrace.server.admission;

import java.util.TreeSet;

/**
 * Which records of one partition are finished. The position is the first offset that is not, so a
 * restart from it repeats work but never skips it. Not thread-safe.
 */
final class Progress {
  private final TreeSet<Long> open = new TreeSet<>();
  private long end = -1;

  void started(long offset) {
    open.add(offset);
    end = Math.max(end, offset + 1);
  }

  void finished(long offset) {
    open.remove(offset);
  }

  /** Returns where to start again, or -1 before the first record. */
  long position() {
    return open.isEmpty() ? end : open.first();
  }
}
