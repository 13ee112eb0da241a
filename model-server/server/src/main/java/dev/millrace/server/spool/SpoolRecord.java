package dev.millrace.server.spool;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/**
 * A record of a topic that the broker does not have yet.
 *
 * @param topic where it belongs
 * @param partition of the topic
 * @param key of the record
 * @param value of the record
 * @param acceptedAtMillis when it was accepted, epoch milliseconds
 */
public record SpoolRecord(
    String topic, int partition, byte[] key, byte[] value, long acceptedAtMillis) {
  private static final int FIXED_BYTES = Long.BYTES + 3 * Integer.BYTES;

  public SpoolRecord {
    if (topic.isEmpty() || partition < 0) {
      throw new IllegalArgumentException("topic '" + topic + "', partition " + partition);
    }
  }

  /** Time, partition, topic, key and value, each text and array behind its length, the last not. */
  byte[] encode() {
    byte[] name = topic.getBytes(StandardCharsets.UTF_8);
    return ByteBuffer.allocate(FIXED_BYTES + name.length + key.length + value.length)
        .putLong(acceptedAtMillis)
        .putInt(partition)
        .putInt(name.length)
        .put(name)
        .putInt(key.length)
        .put(key)
        .put(value)
        .array();
  }

  /** The record of bytes that {@link #encode} made; their checksum has been compared before. */
  static SpoolRecord decode(byte[] bytes) {
    ByteBuffer in = ByteBuffer.wrap(bytes);
    long acceptedAt = in.getLong();
    int partition = in.getInt();
    byte[] name = next(in, in.getInt());
    byte[] key = next(in, in.getInt());
    byte[] value = next(in, in.remaining());
    return new SpoolRecord(
        new String(name, StandardCharsets.UTF_8), partition, key, value, acceptedAt);
  }

  private static byte[] next(ByteBuffer in, int length) {
    byte[] bytes = new byte[length];
    in.get(bytes);
    return bytes;
  }
}
