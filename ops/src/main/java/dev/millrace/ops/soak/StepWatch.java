package dev.millrace.ops.soak;

import dev.millrace.schemas.StepRecord;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.function.LongSupplier;

/** The ledger as it grows, with the time at which each record was seen. Thread-safe. */
final class StepWatch {
  private final LongSupplier clock;
  private final List<Seen> seen = new ArrayList<>();
  private long lineage;
  private long step;

  private record Seen(long atMillis, long lineage, long finishedAtMillis) {}

  /**
   * @param clock epoch milliseconds
   */
  StepWatch(LongSupplier clock) {
    this.clock = clock;
  }

  synchronized void add(StepRecord record) {
    seen.add(new Seen(clock.getAsLong(), record.lineage(), record.finishedAtMillis()));
    if (record.lineage() >= lineage) {
      lineage = record.lineage();
      step = record.step();
    }
  }

  /** Newest lineage that has trained a step; 0 before the first. */
  synchronized long lineage() {
    return lineage;
  }

  /** Last step of the newest lineage; 0 before the first. */
  synchronized long step() {
    return step;
  }

  /**
   * When the first step was seen that was finished after a moment by a later lineage.
   *
   * @param finishedAfterMillis the moment
   * @param lineageAfter the lineage that does not count; -1 when all count
   */
  synchronized OptionalLong firstSeen(long finishedAfterMillis, long lineageAfter) {
    return seen.stream()
        .filter(s -> s.finishedAtMillis() > finishedAfterMillis && s.lineage() > lineageAfter)
        .mapToLong(Seen::atMillis)
        .findFirst();
  }
}
