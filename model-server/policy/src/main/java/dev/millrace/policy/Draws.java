package dev.millrace.policy;

/**
 * Counter-based uniform numbers: u = f(seed, request, response, position), with no state between
 * draws, so a request gets the same numbers alone, in any batch and on any host.
 *
 * <p>Mixing is the finaliser of SplitMix64 (Steele, Lea and Flood 2014,
 * https://doi.org/10.1145/2714064.2660195) over the golden-ratio increments of its inputs; the
 * request id enters by 64-bit FNV-1a over its UTF-16 units.
 */
final class Draws {
  private static final long GOLDEN = 0x9e3779b97f4a7c15L;
  private static final long FNV_OFFSET = 0xcbf29ce484222325L;
  private static final long FNV_PRIME = 0x100000001b3L;

  /**
   * 23 bits, one less than a float holds: the largest value times any total of probabilities stays
   * below the total after rounding.
   */
  private static final int BITS = 23;

  private Draws() {}

  /** The key of one response, from which its uniforms come. */
  static long key(long seed, String requestId, int responseIndex) {
    long hash = FNV_OFFSET;
    for (int i = 0; i < requestId.length(); i++) {
      hash = (hash ^ requestId.charAt(i)) * FNV_PRIME;
    }
    return mix(mix(seed + GOLDEN) ^ mix(hash) ^ mix(responseIndex * GOLDEN + 1));
  }

  /** The key of the response that a request asks for. */
  static long key(GenerationRequest request) {
    return key(request.sampling().seed(), request.requestId(), request.responseIndex());
  }

  /** A number in [0, 1) for the token at a position of the response, from 0. */
  static float uniform(long key, int position) {
    return (mix(key + (position + 1) * GOLDEN) >>> (Long.SIZE - BITS)) * (1f / (1 << BITS));
  }

  private static long mix(long value) {
    long z = value;
    z = (z ^ (z >>> 30)) * 0xbf58476d1ce4e5b9L;
    z = (z ^ (z >>> 27)) * 0x94d049bb133111ebL;
    return z ^ (z >>> 31);
  }
}
