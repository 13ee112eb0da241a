package dev.millrace.schemas.topics;

import java.nio.charset.StandardCharsets;

/**
 * The shard of a prompt: murmur2 of the UTF-8 bytes of its id, sign bit cleared, modulo the number
 * of shards. It is the partition that Kafka's default partitioner gives the key, so prompts and
 * groups of one prompt share a partition number whoever produces them.
 *
 * <p>MurmurHash2, 32 bit, Austin Appleby, public domain, https://github.com/aappleby/smhasher; seed
 * 0x9747b28c as in the Kafka client.
 */
public final class Shards {
  private static final int SEED = 0x9747b28c;
  private static final int M = 0x5bd1e995;
  private static final int R = 24;

  private Shards() {}

  /** Returns the shard of a prompt, in [0, shards). */
  public static int of(String promptId, int shards) {
    if (shards < 1) {
      throw new IllegalArgumentException("shards must be >= 1, was " + shards);
    }
    return (murmur2(promptId.getBytes(StandardCharsets.UTF_8)) & Integer.MAX_VALUE) % shards;
  }

  static int murmur2(byte[] data) {
    int hash = SEED ^ data.length;
    int whole = data.length & ~3;
    for (int i = 0; i < whole; i += 4) {
      int k =
          (data[i] & 0xff)
              | (data[i + 1] & 0xff) << 8
              | (data[i + 2] & 0xff) << 16
              | (data[i + 3] & 0xff) << 24;
      k *= M;
      k ^= k >>> R;
      k *= M;
      hash = hash * M ^ k;
    }
    if (whole < data.length) {
      for (int i = data.length - 1; i >= whole; i--) {
        hash ^= (data[i] & 0xff) << (8 * (i - whole));
      }
      hash *= M;
    }
    hash ^= hash >>> 13;
    hash *= M;
    hash ^= hash >>> 15;
    return hash;
  }
}
