package dev.millrace.server.feedback;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.HexFormat;
import java.util.function.Consumer;

/** The file with the secret of {@link InferenceIds}, readable by its owner alone. */
public final class IdSecret {
  private static final int BYTES = 32;

  private IdSecret() {}

  /**
   * Reads the secret, or makes one where there is no file.
   *
   * @param random fills an array with random bytes
   * @throws IllegalArgumentException when the file has none; the message does not repeat it
   */
  public static byte[] readOrMake(Path file, Consumer<byte[]> random) {
    try {
      if (!Files.exists(file)) {
        make(file, random);
      }
      return HexFormat.of().parseHex(Files.readString(file).strip());
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(file + ": must be hexadecimal digits");
    } catch (IOException e) {
      throw new UncheckedIOException(file + ": cannot be used: " + e, e);
    }
  }

  private static void make(Path file, Consumer<byte[]> random) throws IOException {
    byte[] secret = new byte[BYTES];
    random.accept(secret);
    Path directory = file.toAbsolutePath().getParent();
    Path made = Files.createTempFile(directory, "secret", ".tmp");
    if (made.getFileSystem().supportedFileAttributeViews().contains("posix")) {
      Files.setPosixFilePermissions(made, PosixFilePermissions.fromString("rw-------"));
    }
    Files.writeString(made, HexFormat.of().formatHex(secret) + "\n");
    Files.move(made, file, StandardCopyOption.ATOMIC_MOVE);
  }
}
