package dev.millrace.policy.safetensors;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;

/** A safetensors file that is open for reading. */
public final class SafeTensorsFile implements Closeable {
  private static final int PIECE_BYTES = 8 << 20;

  private final Path file;
  private final FileChannel channel;
  private final long dataStart;
  private final SafeTensorsHeader header;

  private SafeTensorsFile(
      Path file, FileChannel channel, long dataStart, SafeTensorsHeader header) {
    this.file = file;
    this.channel = channel;
    this.dataStart = dataStart;
    this.header = header;
  }

  /**
   * Opens a file and reads its header.
   *
   * @throws InvalidWeightsException when it cannot be read, or its header is refused
   */
  public static SafeTensorsFile open(Path file) {
    if (!Files.isRegularFile(file)) {
      throw new InvalidWeightsException(file, "no such file");
    }
    try {
      FileChannel channel = FileChannel.open(file, StandardOpenOption.READ);
      try {
        byte[] header = headerBytes(file, channel);
        long dataStart = Long.BYTES + (long) header.length;
        return new SafeTensorsFile(
            file,
            channel,
            dataStart,
            SafeTensorsHeader.parse(file, header, channel.size() - dataStart));
      } catch (IOException | RuntimeException e) {
        channel.close();
        throw e;
      }
    } catch (IOException e) {
      throw new InvalidWeightsException(file, "cannot be read: " + e, e);
    }
  }

  /** The file as it was given. */
  public Path path() {
    return file;
  }

  /** Which tensors the file holds, and where. */
  public SafeTensorsHeader header() {
    return header;
  }

  /**
   * Fills the rest of a buffer with values of a tensor, widened to floats.
   *
   * @param first index of the first value
   * @param floats little endian; its remaining bytes are filled
   * @throws InvalidWeightsException when a value is not finite
   */
  public void read(SafeTensorsHeader.Entry entry, long first, ByteBuffer floats) {
    StoredType type = entry.type();
    long position = dataStart + entry.begin() + first * type.bytes();
    int start = floats.position();
    if (type == StoredType.F32) {
      fill(floats, position);
    } else {
      while (floats.hasRemaining()) {
        int values = Math.min(floats.remaining() / Float.BYTES, PIECE_BYTES / type.bytes());
        ByteBuffer piece =
            ByteBuffer.allocate(values * type.bytes()).order(ByteOrder.LITTLE_ENDIAN);
        fill(piece, position);
        type.widen(piece.flip(), floats);
        position += piece.capacity();
      }
    }
    long bad = Finite.firstNotFinite(floats, start);
    if (bad >= 0) {
      throw new InvalidWeightsException(
          file, "tensor " + entry.name() + ": value " + (first + bad) + " is not finite");
    }
  }

  private void fill(ByteBuffer target, long position) {
    long from = position;
    try {
      while (target.hasRemaining()) {
        int read = channel.read(target, from);
        if (read < 0) {
          throw new InvalidWeightsException(file, "ends at byte " + from + ", inside a tensor");
        }
        from += read;
      }
    } catch (IOException e) {
      throw new InvalidWeightsException(file, "cannot be read: " + e, e);
    }
  }

  private static byte[] headerBytes(Path file, FileChannel channel) throws IOException {
    long size = channel.size();
    ByteBuffer length = ByteBuffer.allocate(Long.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    while (length.hasRemaining()) {
      if (channel.read(length) < 0) {
        throw new InvalidWeightsException(file, size + " bytes are too few for a header");
      }
    }
    long bytes = length.getLong(0);
    if (bytes < 2 || bytes > SafeTensorsHeader.MAX_BYTES || bytes > size - Long.BYTES) {
      throw new InvalidWeightsException(
          file, "header length " + bytes + " in a file of " + size + " bytes");
    }
    ByteBuffer header = ByteBuffer.allocate((int) bytes);
    while (header.hasRemaining()) {
      if (channel.read(header) < 0) {
        throw new InvalidWeightsException(file, "ends inside its header");
      }
    }
    return Arrays.copyOf(header.array(), header.capacity());
  }

  @Override
  public void close() {
    try {
      channel.close();
    } catch (IOException e) {
      throw new InvalidWeightsException(file, "cannot be closed: " + e, e);
    }
  }
}
