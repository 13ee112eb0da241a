package dev.millrace.job.ingest;

/**
 * The last verdicts of a shard, a ring of bits. Its share is of a full window only: a single poison
 * record at the beginning is no poisoned producer.
 */
final class MalformedWindow {
  /** Records that are looked back on. A share of them is known to 1/2 / √256 = 0.03. */
  static final int RECORDS = 256;

  private final long[] bits; // [RECORDS / 64]
  private long seen;

  MalformedWindow() {
    this(new long[RECORDS / Long.SIZE], 0);
  }

  /**
   * A window as it was saved.
   *
   * @param bits the verdicts, each at its number modulo the size
   * @param seen records judged since the shard began
   */
  MalformedWindow(long[] bits, long seen) {
    this.bits = bits.clone();
    this.seen = seen;
  }

  /** Takes in the verdict on a record. */
  void add(boolean malformed) {
    int at = (int) (seen++ % RECORDS);
    long mask = 1L << at;
    bits[at / Long.SIZE] = malformed ? bits[at / Long.SIZE] | mask : bits[at / Long.SIZE] & ~mask;
  }

  /** How many of the last records were malformed. */
  int malformed() {
    int malformed = 0;
    for (long word : bits) {
      malformed += Long.bitCount(word);
    }
    return malformed;
  }

  /** Whether the window is full and more than a share of it malformed. */
  boolean isBeyond(double share) {
    return seen >= RECORDS && malformed() > share * RECORDS;
  }

  /** The verdicts, as they are saved. */
  long[] bits() {
    return bits.clone();
  }

  /** Records judged since the shard began. */
  long seen() {
    return seen;
  }
}
