package dev.millrace.server.spool;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * One file of a spool: records one behind the other, each as its length, the CRC32C of its bytes,
 * and its bytes. Whatever follows the last whole record was never accepted.
 */
final class Segment implements AutoCloseable {
  private static final String SUFFIX = ".spool";
  private static final int HEAD_BYTES = 2 * Integer.BYTES;

  /** Larger than any record of any topic, and small enough to be read whatever a length says. */
  private static final int LONGEST = 64 << 20;

  /**
   * A record and where the next one begins.
   *
   * @param bytes of the record
   * @param end offset behind it
   */
  record Frame(byte[] bytes, long end) {}

  private final Path file;
  private final long number;
  private final FileChannel channel;
  private long length;
  private long cutBytes;

  private Segment(Path file, long number, FileChannel channel, long length) {
    this.file = file;
    this.number = number;
    this.channel = channel;
    this.length = length;
  }

  /** The file of a number, whether it exists or not, with its torn tail cut off. */
  static Segment open(Path directory, long number) throws IOException {
    Path file = directory.resolve(String.format("%016d%s", number, SUFFIX));
    FileChannel channel =
        FileChannel.open(
            file, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
    Segment segment = new Segment(file, number, channel, channel.size());
    long whole = segment.wholeLength();
    if (whole < segment.length) {
      channel.truncate(whole);
      segment.cutBytes = segment.length - whole;
      segment.length = whole;
    }
    return segment;
  }

  /** The number of a file; -1 when it is no segment. */
  static long numberOf(Path file) {
    String name = String.valueOf(file.getFileName());
    return name.matches("\\d{16}\\" + SUFFIX)
        ? Long.parseLong(name.substring(0, name.length() - SUFFIX.length()))
        : -1;
  }

  private long wholeLength() throws IOException {
    long at = 0;
    for (Frame frame = read(at); frame != null; frame = read(at)) {
      at = frame.end();
    }
    return at;
  }

  static long frameBytes(byte[] record) {
    return HEAD_BYTES + (long) record.length;
  }

  /** Writes a record behind the last one, whole or not at all. */
  void append(byte[] record) throws IOException {
    ByteBuffer frame = ByteBuffer.allocate(Math.toIntExact(frameBytes(record)));
    frame.putInt(record.length).putInt(checksum(record)).put(record).flip();
    long at = length;
    try {
      while (frame.hasRemaining()) {
        at += channel.write(frame, at);
      }
      length = at;
    } catch (IOException e) {
      channel.truncate(length);
      throw e;
    }
  }

  /** The record that begins at an offset; null when no whole one does. */
  @Nullable Frame read(long at) throws IOException {
    ByteBuffer head = ByteBuffer.allocate(HEAD_BYTES);
    if (!fill(head, at)) {
      return null;
    }
    int size = head.getInt(0);
    if (size < 1 || size > LONGEST) {
      return null;
    }
    ByteBuffer record = ByteBuffer.allocate(size);
    if (!fill(record, at + HEAD_BYTES) || checksum(record.array()) != head.getInt(Integer.BYTES)) {
      return null;
    }
    return new Frame(record.array(), at + HEAD_BYTES + size);
  }

  private boolean fill(ByteBuffer buffer, long at) throws IOException {
    while (buffer.hasRemaining()) {
      if (channel.read(buffer, at + buffer.position()) < 0) {
        return false;
      }
    }
    return true;
  }

  private static int checksum(byte[] record) {
    CRC32C crc = new CRC32C();
    crc.update(record);
    return (int) crc.getValue();
  }

  long number() {
    return number;
  }

  long length() {
    return length;
  }

  /** Bytes behind the last whole record that were cut off. */
  long cutBytes() {
    return cutBytes;
  }

  void force() throws IOException {
    channel.force(false);
  }

  void delete() throws IOException {
    channel.close();
    Files.deleteIfExists(file);
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }
}
