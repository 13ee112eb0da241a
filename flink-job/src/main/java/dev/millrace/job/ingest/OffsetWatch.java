package dev.millrace.job.ingest;

import java.util.Arrays;
import org.apache.flink.metrics.Counter;

/**
 * The watch over offsets: what each shard reads next, compared with the log before the first record
 * and at every jump. A consumer that finds its offset deleted goes on at the earliest one without a
 * word, and one whose topic was created again reads other records under the old offsets. Offsets
 * may be missing for a harmless reason, such as the markers of a transaction: only what lies before
 * the beginning of the partition is lost.
 */
final class OffsetWatch {
  /** A shard that nothing was read of, and of which nothing is known. */
  static final long UNKNOWN = -1;

  private final GroupsLog log;
  private final OnGap onGap;
  private final Counter lost;
  private final long[] next; // [S]
  private final LogExtent atStart;

  /**
   * Looks at the log.
   *
   * @param shards S, the partitions that the log must have
   */
  OffsetWatch(GroupsLog log, int shards, OnGap onGap, Counter lost) {
    this.log = log;
    this.onGap = onGap;
    this.lost = lost;
    this.next = new long[shards];
    Arrays.fill(next, UNKNOWN);
    this.atStart = log.extent();
    if (atStart.partitions() != shards) {
      throw FinalFailure.because(
          "topic "
              + atStart.topic()
              + " has "
              + atStart.partitions()
              + " partitions, the pipeline began with "
              + shards
              + ": prompts would change their shard; a topic of another name is another pipeline");
    }
  }

  /** Id of the topic that is read. */
  String topicId() {
    return atStart.topicId();
  }

  /** The next offset of a shard. */
  long next(int shard) {
    return next[shard];
  }

  /** Begins a shard at its beginning: nothing was read before. */
  void begin(int shard) {
    next[shard] = atStart.earliest()[shard];
  }

  /**
   * Goes on where an earlier run of the job stopped.
   *
   * @param topicId id of the topic that it read
   * @param offset the next offset that it would have read
   */
  void resume(int shard, String topicId, long offset) {
    next[shard] = offset;
    sameTopic(shard, topicId, atStart);
    if (atStart.latest()[shard] < offset) {
      throw FinalFailure.because(
          atStart.topic()
              + "-"
              + shard
              + " ends at offset "
              + atStart.latest()[shard]
              + ", but was read to "
              + offset
              + ": the topic was created again, or has lost its end");
    }
    lostUpTo(shard, atStart.earliest()[shard]);
  }

  private void sameTopic(int shard, String topicId, LogExtent now) {
    if (!topicId.equals(now.topicId())) {
      throw FinalFailure.because(
          "topic "
              + now.topic()
              + " was created again: partition "
              + shard
              + " was read to offset "
              + next[shard]
              + " of topic id "
              + topicId
              + ", now the id is "
              + now.topicId());
    }
  }

  /**
   * Takes note of a record; ends the job when records before it are lost, or it is none to come.
   */
  void check(RawRecord record) {
    int shard = record.partition();
    if (record.offset() < next[shard]) {
      throw FinalFailure.because(
          record.topic()
              + "-"
              + shard
              + " gave offset "
              + record.offset()
              + " after it was read to "
              + next[shard]
              + ": the topic was created again, or has lost its end");
    }
    if (record.offset() > next[shard]) {
      LogExtent now = log.extent();
      sameTopic(shard, atStart.topicId(), now);
      lostUpTo(shard, Math.min(record.offset(), now.earliest()[shard]));
    }
    next[shard] = record.offset() + 1;
  }

  private void lostUpTo(int shard, long beginning) {
    if (beginning <= next[shard]) {
      return;
    }
    if (onGap == OnGap.FAIL) {
      throw FinalFailure.because(
          "retention deleted offsets ["
              + next[shard]
              + ", "
              + beginning
              + ") of "
              + atStart.topic()
              + "-"
              + shard
              + " before they were read; "
              + IngestSettings.ON_GAP.key()
              + "=skip goes on without them");
    }
    lost.inc(beginning - next[shard]);
    next[shard] = beginning;
  }
}
