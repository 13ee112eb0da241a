package dev.millrace.server.live;

/** Whether a request is taken: a function of the random bits in its id and of a seed. */
final class Draws {
  private static final double UNIT = 0x1p-53;

  private Draws() {}

  /**
   * Taken with probability {@code share} over the bits. Who takes more with the same seed takes all
   * that were taken before.
   */
  static boolean isTaken(long bits, long seed, double share) {
    return (mix(bits + mix(seed)) >>> 11) * UNIT < share;
  }

  /** The finaliser of SplitMix64, Steele, Lea and Flood 2014. */
  private static long mix(long x) {
    long z = x + 0x9e3779b97f4a7c15L;
    z = (z ^ (z >>> 30)) * 0xbf58476d1ce4e5b9L;
    z = (z ^ (z >>> 27)) * 0x94d049bb133111ebL;
    return z ^ (z >>> 31);
  }
}
