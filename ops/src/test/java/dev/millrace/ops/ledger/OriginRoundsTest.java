package dev.millrace.ops.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class OriginRoundsTest {
  @Test
  void neighboursOfOnePartitionAreOneStretch() {
    assertThat(
            OriginRounds.of(
                List.of(new Origin(0, 3), new Origin(0, 10), new Origin(0, 100), new Origin(1, 5)),
                Map.of(0, new OffsetRange(0, 200), 1, new OffsetRange(0, 200))))
        .containsExactly(
            Map.of(0, new OffsetRange(3, 11), 1, new OffsetRange(5, 6)),
            Map.of(0, new OffsetRange(100, 101)));
  }

  @Test
  void placesThatRetentionDeletedArePassedOver() {
    assertThat(
            OriginRounds.of(
                List.of(new Origin(0, 3), new Origin(2, 3)), Map.of(0, new OffsetRange(4, 9))))
        .isEmpty();
  }

  @Property(seed = "42", tries = 200)
  void everyPlaceIsInExactlyOneStretchAndNoStretchIsOutsideOfTheTopic(
      @ForAll @Size(max = 60) List<@IntRange(max = 400) Integer> places) {
    Map<Integer, OffsetRange> there = Map.of(0, new OffsetRange(20, 90), 1, new OffsetRange(0, 80));
    Set<Origin> origins = new HashSet<>();
    places.forEach(place -> origins.add(new Origin(place % 3, place / 3)));
    List<Origin> covered = new ArrayList<>();
    for (Map<Integer, OffsetRange> round : OriginRounds.of(origins, there)) {
      round.forEach(
          (partition, range) -> {
            assertThat(range.begin()).isGreaterThanOrEqualTo(there.get(partition).begin());
            assertThat(range.end()).isLessThanOrEqualTo(there.get(partition).end());
            for (long offset = range.begin(); offset < range.end(); offset++) {
              covered.add(new Origin(partition, offset));
            }
          });
    }
    Set<Origin> kept = new HashSet<>(origins);
    kept.removeIf(
        origin ->
            !there.containsKey(origin.partition())
                || !there.get(origin.partition()).contains(origin.offset()));
    assertThat(covered).doesNotHaveDuplicates().containsAll(kept);
  }
}
