package dev.millrace.ops.trace;

import java.nio.charset.StandardCharsets;

/**
 * A text that is looked for in the bytes of records before they are decoded: Avro writes a text as
 * its UTF-8 bytes. A hit only says that decoding is worth while.
 */
final class Needle {
  private final byte[] bytes;

  Needle(String text) {
    this.bytes = text.getBytes(StandardCharsets.UTF_8);
  }

  /** Whether the bytes are in a record. */
  boolean isIn(byte[] record) {
    if (bytes.length == 0) {
      return false;
    }
    byte first = bytes[0];
    int last = record.length - bytes.length;
    for (int i = 0; i <= last; i++) {
      if (record[i] == first && matches(record, i)) {
        return true;
      }
    }
    return false;
  }

  private boolean matches(byte[] record, int start) {
    for (int i = 1; i < bytes.length; i++) {
      if (record[start + i] != bytes[i]) {
        return false;
      }
    }
    return true;
  }
}
