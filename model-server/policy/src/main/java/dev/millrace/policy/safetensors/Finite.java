package dev.millrace.policy.safetensors;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.IntBuffer;

/** The test for infinities and NaN in stored floats. */
final class Finite {
  private static final int EXPONENT = 0x7f80_0000;

  private Finite() {}

  /**
   * Index of the first float in bytes [start, position) that is an infinity or NaN; -1 when all are
   * finite.
   */
  static long firstNotFinite(ByteBuffer floats, int start) {
    IntBuffer bits =
        floats.duplicate().flip().position(start).order(ByteOrder.LITTLE_ENDIAN).asIntBuffer();
    int count = bits.remaining();
    for (int i = 0; i < count; i++) {
      if ((bits.get(i) & EXPONENT) == EXPONENT) {
        return i;
      }
    }
    return -1;
  }
}
