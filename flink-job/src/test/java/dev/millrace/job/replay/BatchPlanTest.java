package dev.millrace.job.replay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.SplittableRandom;
import java.util.TreeMap;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class BatchPlanTest {
  private static SlotMeta meta(SlotMeta.Place place, boolean effective, long step, float spread) {
    return new SlotMeta(place, effective, 1, step, spread, 0);
  }

  private static ReplayRules rules(int slots, int capacity, Fill fill) {
    return new ReplayRules(
        slots, capacity, 16, 1, fill, Ineffective.HOLE, 4, 0, Duration.ZERO, 42, false);
  }

  private static SlotIndex random(SplittableRandom random, int held, int waiting) {
    SlotIndex index = new SlotIndex();
    for (long slot = 0; slot < held + waiting; slot++) {
      boolean isHeld = slot < held;
      index.put(
          slot,
          meta(
              isHeld ? SlotMeta.Place.HELD : SlotMeta.Place.WAITING,
              isHeld || random.nextBoolean(),
              random.nextInt(30),
              random.nextInt(3)));
    }
    return index;
  }

  @Property(seed = "42", tries = 500)
  void planKeepsTheLaws(
      @ForAll Fill fill,
      @ForAll @IntRange(max = 12) int held,
      @ForAll @IntRange(max = 12) int waiting,
      @ForAll @IntRange(min = 1, max = 5) int slots,
      @ForAll long seed) {
    SlotIndex index = random(new SplittableRandom(seed), held, waiting);
    ReplayRules rules = rules(slots, 8, fill);
    long sequence = 30;
    BatchPlan plan = BatchPlan.of(index, Lineages.none(), rules, 0, sequence, true);

    long effective = plan.fresh().stream().filter(slot -> index.get(slot).effective()).count();
    assertThat(plan.fresh().size()).isLessThanOrEqualTo(slots);
    assertThat(plan.fills().size() + effective).isLessThanOrEqualTo(slots);
    assertThat(plan.fills()).doesNotHaveDuplicates();
    // Fill is what earlier batches left, and nothing that is trained is older than max-age.
    assertThat(index.held().keySet()).containsAll(plan.fills());
    for (List<Long> trained : List.of(plan.fresh(), plan.fills())) {
      assertThat(trained)
          .allMatch(slot -> BatchPlan.ageSteps(index.get(slot), Lineages.none(), sequence) <= 16);
    }
    HashSet<Long> memory = new HashSet<>(index.held().keySet());
    memory.addAll(plan.remembered());
    assertThat(memory).containsAll(plan.expired()).containsAll(plan.evicted());
    int left = memory.size() - plan.expired().size() - plan.evicted().size();
    assertThat(left).isLessThanOrEqualTo(8).isGreaterThanOrEqualTo(0);
    assertThat(plan).isEqualTo(BatchPlan.of(index, Lineages.none(), rules, 0, sequence, true));
  }

  @Test
  void capacityPutsTheOldestOutFirst() {
    SlotIndex index = new SlotIndex();
    for (long slot = 0; slot < 4; slot++) {
      index.put(slot, meta(SlotMeta.Place.HELD, true, 0, 1));
    }
    index.put(4, meta(SlotMeta.Place.WAITING, true, 0, 1));
    BatchPlan plan = BatchPlan.of(index, Lineages.none(), rules(1, 4, Fill.NEWEST), 0, 3, false);
    assertThat(plan.evicted()).containsExactly(0L);
    assertThat(plan.remembered()).containsExactly(4L);
  }

  @Test
  void staleFillPrefersNothingYoungerThanTenSteps() {
    SlotIndex index = new SlotIndex();
    for (long slot = 0; slot < 5; slot++) {
      index.put(slot, meta(SlotMeta.Place.HELD, true, slot, 1));
    }
    index.put(5, meta(SlotMeta.Place.WAITING, false, 12, 0));
    BatchPlan plan = BatchPlan.of(index, Lineages.none(), rules(1, 8, Fill.STALE), 0, 12, false);
    assertThat(plan.fills()).containsExactly(2L); // 12 - 2 is 10; 3 and 4 are younger
  }

  @Test
  void ungatedFillRemembersIneffectiveGroups() {
    SlotIndex index = new SlotIndex();
    index.put(0, meta(SlotMeta.Place.HELD, false, 0, 0));
    index.put(1, meta(SlotMeta.Place.WAITING, false, 1, 0));
    BatchPlan plan = BatchPlan.of(index, Lineages.none(), rules(1, 8, Fill.ANY), 0, 1, false);
    assertThat(plan.fills()).containsExactly(0L);
    assertThat(plan.remembered()).containsExactly(1L);
  }

  @Test
  void weightedDrawFollowsTheWeights() {
    TreeMap<Long, SlotMeta> held = new TreeMap<>();
    held.put(0L, meta(SlotMeta.Place.HELD, true, 0, 3));
    held.put(1L, meta(SlotMeta.Place.HELD, true, 0, 1));
    held.put(2L, meta(SlotMeta.Place.HELD, true, 0, 0));
    int draws = 20_000;
    int first = 0;
    for (int sequence = 0; sequence < draws; sequence++) {
      List<Long> drawn = WeightedDraw.draw(held, 1, meta -> 2, 4, 42, 3, sequence);
      assertThat(drawn).hasSize(1).doesNotContain(2L);
      first += drawn.get(0) == 0 ? 1 : 0;
    }
    // Spreads 3 and 1 at equal age: 3/4; four standard errors of 20,000 draws are 0.0123.
    assertThat(first / (double) draws).isCloseTo(0.75, within(4 * Math.sqrt(0.1875 / draws)));
  }

  @Test
  void weightedDrawIsWithoutReplacementAndRepeatable() {
    TreeMap<Long, SlotMeta> held = new TreeMap<>();
    for (long slot = 0; slot < 6; slot++) {
      held.put(slot, meta(SlotMeta.Place.HELD, true, slot, 1));
    }
    List<Long> drawn = WeightedDraw.draw(held, 4, meta -> meta.step(), 4, 42, 0, 9);
    assertThat(drawn).hasSize(4).doesNotHaveDuplicates();
    assertThat(WeightedDraw.draw(held, 4, meta -> meta.step(), 4, 42, 0, 9)).isEqualTo(drawn);
    assertThat(WeightedDraw.draw(held, 4, meta -> meta.step(), 4, 42, 0, 10)).isNotEqualTo(drawn);
  }
}
