package dev.millrace.ops.task;

import java.util.SplittableRandom;

/**
 * Counter-based randomness: a generator of its own for every (seed, index), whatever came before.
 */
final class Draws {

  private Draws() {}

  static SplittableRandom of(long seed, long index) {
    // Mixed first: SplittableRandoms whose seeds differ by its own increment walk the same
    // sequence.
    return new SplittableRandom(mix(mix(seed) + index));
  }

  /**
   * Bijective scrambling of 64 bits, the finaliser of SplitMix64 after one increment.
   *
   * <p>Steele, Lea, Flood, "Fast splittable pseudorandom number generators", OOPSLA 2014,
   * https://doi.org/10.1145/2660193.2660195.
   */
  static long mix(long value) {
    long z = value + 0x9e3779b97f4a7c15L;
    z = (z ^ (z >>> 30)) * 0xbf58476d1ce4e5b9L;
    z = (z ^ (z >>> 27)) * 0x94d049bb133111ebL;
    return z ^ (z >>> 31);
  }
}
