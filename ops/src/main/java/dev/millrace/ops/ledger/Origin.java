package dev.millrace.ops.ledger;

import java.util.Comparator;

/**
 * A place of the groups topic.
 *
 * @param partition its partition, which is the shard
 * @param offset offset in that partition
 */
public record Origin(int partition, long offset) implements Comparable<Origin> {
  private static final Comparator<Origin> ORDER =
      Comparator.comparingInt(Origin::partition).thenComparingLong(Origin::offset);

  @Override
  public int compareTo(Origin other) {
    return ORDER.compare(this, other);
  }

  @Override
  public String toString() {
    return partition + "@" + offset;
  }
}
