package dev.millrace.policy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * A weights file as written.
 *
 * @param path where it is
 * @param sha256 digest of its bytes, lower-case hexadecimal
 * @param bytes its length
 */
public record WeightsFile(Path path, String sha256, long bytes) {
  private static final int READ_BYTES = 1 << 20;

  /** Digest of the file's bytes, lower-case hexadecimal SHA-256. */
  public static String digest(Path file) {
    MessageDigest digest = newDigest();
    ByteBuffer buffer = ByteBuffer.allocate(READ_BYTES);
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
      while (channel.read(buffer) >= 0) {
        digest.update(buffer.flip());
        buffer.clear();
      }
    } catch (IOException e) {
      throw new UncheckedIOException(file + ": cannot be read: " + e, e);
    }
    return HexFormat.of().formatHex(digest.digest());
  }

  static MessageDigest newDigest() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("this Java has no SHA-256", e);
    }
  }
}
