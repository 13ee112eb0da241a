package dev.millrace.ops.ledger;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * The order in which single records of a topic are read: in rounds of one stretch a partition, so
 * that one request of the client serves all partitions at once.
 */
final class OriginRounds {
  /** Offsets that are this near are read in one go, with those between them. */
  private static final int NEAR = 8;

  private OriginRounds() {}

  /**
   * The rounds that cover all places.
   *
   * @param origins places of the topic
   * @param there what the topic holds, by partition; places outside of it are passed over
   * @return one stretch a partition in each, offsets growing from round to round
   */
  static List<Map<Integer, OffsetRange>> of(
      Collection<Origin> origins, Map<Integer, OffsetRange> there) {
    Map<Integer, NavigableSet<Long>> left = new TreeMap<>();
    for (Origin origin : origins) {
      OffsetRange range = there.get(origin.partition());
      if (range != null && range.contains(origin.offset())) {
        left.computeIfAbsent(origin.partition(), p -> new TreeSet<>()).add(origin.offset());
      }
    }
    List<Map<Integer, OffsetRange>> rounds = new ArrayList<>();
    while (!left.isEmpty()) {
      Map<Integer, OffsetRange> round = new TreeMap<>();
      left.forEach((partition, offsets) -> round.put(partition, takeNeighbours(offsets)));
      left.values().removeIf(NavigableSet::isEmpty);
      rounds.add(round);
    }
    return rounds;
  }

  /** Takes the first offset and those that are so near to it that one answer has them all. */
  private static OffsetRange takeNeighbours(NavigableSet<Long> offsets) {
    long begin = offsets.first();
    long end = begin;
    while (!offsets.isEmpty() && offsets.first() < end + NEAR) {
      end = offsets.first() + 1;
      offsets.remove(end - 1);
    }
    return new OffsetRange(begin, end);
  }
}
