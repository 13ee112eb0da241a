package dev.millrace.policy.safetensors;

import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/** The number formats of a safetensors file that weights may have; all become 32-bit floats. */
public enum StoredType {
  F32(4) {
    @Override
    void widen(ByteBuffer source, ByteBuffer target) {
      target.put(source);
    }
  },
  F16(2) {
    @Override
    void widen(ByteBuffer source, ByteBuffer target) {
      while (source.hasRemaining()) {
        target.putFloat(halfToFloat(source.getShort()));
      }
    }
  },
  BF16(2) {
    @Override
    void widen(ByteBuffer source, ByteBuffer target) {
      while (source.hasRemaining()) {
        target.putInt(source.getShort() << 16);
      }
    }
  };

  private final int bytes;

  StoredType(int bytes) {
    this.bytes = bytes;
  }

  /** Bytes of one value. */
  public int bytes() {
    return bytes;
  }

  /** Writes all remaining values of the source as floats; both buffers are little endian. */
  abstract void widen(ByteBuffer source, ByteBuffer target);

  static @Nullable StoredType of(String name) {
    for (StoredType type : values()) {
      if (type.name().equals(name)) {
        return type;
      }
    }
    return null;
  }

  /** IEEE 754 binary16 to binary32; exact. */
  static float halfToFloat(short half) {
    int sign = (half & 0x8000) << 16;
    int exponent = (half >>> 10) & 0x1f;
    int fraction = half & 0x3ff;
    if (exponent == 0) {
      // Zero and subnormals: fraction × 2^-24.
      float magnitude = fraction * 0x1p-24f;
      return sign == 0 ? magnitude : -magnitude;
    }
    int wide = exponent == 0x1f ? 0xff : exponent + (127 - 15);
    return Float.intBitsToFloat(sign | (wide << 23) | (fraction << 13));
  }
}
