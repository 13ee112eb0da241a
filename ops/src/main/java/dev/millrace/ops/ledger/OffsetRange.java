package dev.millrace.ops.ledger;

/**
 * The offsets [begin, end) of a partition.
 *
 * @param begin first offset that is there, or that counts
 * @param end first offset that is not there yet, or does not count
 */
public record OffsetRange(long begin, long end) {
  public OffsetRange {
    if (begin < 0 || end < begin) {
      throw new IllegalArgumentException("offsets [" + begin + ", " + end + ") are not a range");
    }
  }

  /** How many offsets there are. */
  public long size() {
    return end - begin;
  }

  /** Whether an offset is one of them. */
  public boolean contains(long offset) {
    return offset >= begin && offset < end;
  }
}
