package dev.millrace.job.replay;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.function.ToLongFunction;

/**
 * Fill drawn without replacement with weights spread(reward) · exp(-age/τ): quality and
 * off-policiness jointly. Each slot gets the key log(u)/weight and the largest keys win.
 *
 * <p>Efraimidis and Spirakis 2006, "Weighted random sampling with a reservoir". The uniform u of a
 * slot is f(seed, shard, sequence, slot): the same state gives the same draw, in any order of
 * visiting.
 */
final class WeightedDraw {
  private WeightedDraw() {}

  /**
   * Draws slots.
   *
   * @param held remembered slots of earlier batches
   * @param holes how many are wanted
   * @param ageSteps age of a slot in steps
   * @param tau τ in steps
   * @return at most {@code holes} slot numbers; slots of weight 0 are never drawn
   */
  static List<Long> draw(
      NavigableMap<Long, SlotMeta> held,
      int holes,
      ToLongFunction<SlotMeta> ageSteps,
      double tau,
      long seed,
      int shard,
      long sequence) {
    record Keyed(long slot, double key) {}
    List<Keyed> keyed = new ArrayList<>();
    for (Map.Entry<Long, SlotMeta> entry : held.entrySet()) {
      SlotMeta meta = entry.getValue();
      double weight = meta.spread() * Math.exp(-ageSteps.applyAsLong(meta) / tau);
      if (weight > 0) {
        double u = uniform(seed, shard, sequence, entry.getKey());
        keyed.add(new Keyed(entry.getKey(), Math.log(u) / weight));
      }
    }
    keyed.sort(Comparator.comparingDouble(Keyed::key).reversed().thenComparing(Keyed::slot));
    List<Long> drawn = new ArrayList<>();
    for (Keyed candidate : keyed.subList(0, Math.min(holes, keyed.size()))) {
      drawn.add(candidate.slot());
    }
    return drawn;
  }

  /** A number in (0, 1) that depends on all four counters and on nothing else. */
  static double uniform(long seed, int shard, long sequence, long slot) {
    long bits = mix(mix(mix(mix(seed) ^ shard) ^ sequence) ^ slot);
    return ((bits >>> 11) + 0.5) * 0x1p-53;
  }

  /** The finalizer of SplitMix64: Steele, Lea and Flood 2014. */
  private static long mix(long bits) {
    long z = bits + 0x9E3779B97F4A7C15L;
    z = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
    z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
    return z ^ (z >>> 31);
  }
}
