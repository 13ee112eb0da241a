package dev.millrace.schemas.avro;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import org.apache.avro.io.Decoder;
import org.apache.avro.util.Utf8;

/**
 * Avro's binary form read from an array that nobody vouches for. A length is believed only while
 * the bytes that are left could hold it, so a hostile record costs memory in proportion to its own
 * size. Failures are {@link IOException}s.
 *
 * <p>The contracts have no zero-byte array items, hence an item takes at least one byte.
 */
final class BoundedDecoder extends Decoder {
  private final byte[] bytes;
  private final ByteBuffer view;
  private int position;

  BoundedDecoder(byte[] bytes, int start) {
    this.bytes = bytes;
    this.view = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    this.position = start;
  }

  int remaining() {
    return bytes.length - position;
  }

  /** Reads the length of something whose items take at least {@code itemBytes} each. */
  int length(int itemBytes) throws IOException {
    return checkedLength(readLong(), itemBytes);
  }

  /** Reads the item count of the next block of an array or map; 0 ends it. */
  int blockLength(int itemBytes) throws IOException {
    long count = readLong();
    if (count >= 0) {
      return checkedLength(count, itemBytes);
    }
    length(1); // size of the block in bytes, for readers that skip
    // The most negative long has no positive counterpart and stays negative, so it is refused.
    return checkedLength(-count, itemBytes);
  }

  private int checkedLength(long count, int itemBytes) throws IOException {
    if (count < 0) {
      throw new IOException("negative length " + count + " at byte " + position);
    }
    if (count > remaining() / itemBytes) {
      throw new IOException(
          "length " + count + " at byte " + position + ", with " + remaining() + " bytes left");
    }
    return (int) count;
  }

  private int take(int count) throws IOException {
    if (count > remaining()) {
      throw new EOFException("record ends at byte " + bytes.length + " inside a field");
    }
    int start = position;
    position += count;
    return start;
  }

  @Override
  public long readLong() throws IOException {
    long value = 0;
    for (int shift = 0; shift < 64; shift += 7) {
      byte next = bytes[take(1)];
      value |= (long) (next & 0x7f) << shift;
      if (next >= 0) {
        return (value >>> 1) ^ -(value & 1); // zigzag
      }
    }
    throw new IOException("number longer than 64 bits at byte " + position);
  }

  @Override
  public int readInt() throws IOException {
    long value = readLong();
    if (value != (int) value) {
      throw new IOException("number " + value + " at byte " + position + " is not an int");
    }
    return (int) value;
  }

  @Override
  public float readFloat() throws IOException {
    return view.getFloat(take(Float.BYTES));
  }

  @Override
  public double readDouble() throws IOException {
    return view.getDouble(take(Double.BYTES));
  }

  @Override
  public boolean readBoolean() throws IOException {
    byte value = bytes[take(1)];
    if (value != 0 && value != 1) {
      throw new IOException("boolean " + value + " at byte " + position);
    }
    return value == 1;
  }

  @Override
  public void readNull() {}

  @Override
  public String readString() throws IOException {
    int length = length(1);
    int start = take(length);
    String text = new String(bytes, start, length, StandardCharsets.UTF_8);
    // The lenient decoder is the fast one; it leaves U+FFFD where the bytes are not UTF-8.
    if (text.indexOf('\uFFFD') >= 0) {
      StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes, start, length));
    }
    return text;
  }

  @Override
  public Utf8 readString(Utf8 old) throws IOException {
    return new Utf8(readString());
  }

  @Override
  public void skipString() throws IOException {
    skipBytes();
  }

  byte[] readByteArray() throws IOException {
    byte[] copy = new byte[length(1)];
    readFixed(copy, 0, copy.length);
    return copy;
  }

  @Override
  public ByteBuffer readBytes(ByteBuffer old) throws IOException {
    return ByteBuffer.wrap(readByteArray());
  }

  @Override
  public void skipBytes() throws IOException {
    take(length(1));
  }

  @Override
  public void readFixed(byte[] target, int start, int length) throws IOException {
    System.arraycopy(bytes, take(length), target, start, length);
  }

  @Override
  public void skipFixed(int length) throws IOException {
    take(length);
  }

  @Override
  public int readEnum() throws IOException {
    return readInt();
  }

  @Override
  public int readIndex() throws IOException {
    return readInt();
  }

  @Override
  public long readArrayStart() throws IOException {
    return blockLength(1);
  }

  @Override
  public long arrayNext() throws IOException {
    return blockLength(1);
  }

  @Override
  public long skipArray() throws IOException {
    return blockLength(1);
  }

  @Override
  public long readMapStart() throws IOException {
    return blockLength(1);
  }

  @Override
  public long mapNext() throws IOException {
    return blockLength(1);
  }

  @Override
  public long skipMap() throws IOException {
    return blockLength(1);
  }
}
