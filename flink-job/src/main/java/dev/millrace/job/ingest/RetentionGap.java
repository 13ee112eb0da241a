package dev.millrace.job.ingest;

import org.apache.flink.api.common.functions.RuntimeContext;
import org.apache.flink.api.common.state.ValueState;
import org.apache.flink.api.common.state.ValueStateDescriptor;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.metrics.Counter;

/**
 * The watch over offsets that never come. A consumer that finds its offset deleted goes on at the
 * earliest one without a word; here each shard knows what to expect next. Offsets may be missing
 * for a harmless reason, such as the markers of a transaction: only what lies before the beginning
 * of the partition is lost.
 */
final class RetentionGap {
  /** State name, for readers of savepoints. */
  static final String STATE = "ingest-next-offset";

  private final ValueState<Long> next;
  private final OnGap onGap;
  private final EarliestOffset earliest;
  private final Counter lost;

  RetentionGap(RuntimeContext context, OnGap onGap, EarliestOffset earliest, Counter lost) {
    next = context.getState(new ValueStateDescriptor<>(STATE, Types.LONG));
    this.onGap = onGap;
    this.earliest = earliest;
    this.lost = lost;
  }

  /** Takes note of a record of the current shard; stops the job when records before it are lost. */
  void check(RawRecord record) throws Exception {
    Long expected = next.value();
    if (expected != null && record.offset() > expected) {
      long beginning = Math.min(record.offset(), earliest.of(record.topic(), record.partition()));
      if (beginning > expected) {
        report(record, expected, beginning);
      }
    }
    next.update(record.offset() + 1);
  }

  private void report(RawRecord record, long expected, long beginning) {
    if (onGap == OnGap.FAIL) {
      throw new IllegalStateException(
          "retention deleted offsets ["
              + expected
              + ", "
              + beginning
              + ") of "
              + record.topic()
              + "-"
              + record.partition()
              + " before they were read; "
              + IngestSettings.ON_GAP.key()
              + "=skip goes on without them");
    }
    lost.inc(beginning - expected);
  }
}
