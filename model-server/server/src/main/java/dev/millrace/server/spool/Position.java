package dev.millrace.server.spool;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/**
 * How far the broker has what a spool accepted.
 *
 * @param segment number of the file
 * @param offset in it of the first record that the broker does not have
 */
record Position(long segment, long offset) {
  private static final String FILE = "position";

  /** The one that was kept last; the very beginning when none was, so that nothing is lost. */
  static Position read(Path directory) throws IOException {
    Path file = directory.resolve(FILE);
    if (Files.exists(file)) {
      String[] parts = Files.readString(file).strip().split(" ", -1);
      if (parts.length == 2 && parts[0].matches("\\d{1,18}") && parts[1].matches("\\d{1,18}")) {
        return new Position(Long.parseLong(parts[0]), Long.parseLong(parts[1]));
      }
    }
    return new Position(0, 0);
  }

  /** Keeps it. An older one that survives instead only makes records be sent again. */
  void write(Path directory) throws IOException {
    Path written = directory.resolve(FILE + ".tmp");
    Files.writeString(written, segment + " " + offset + "\n");
    Files.move(
        written,
        directory.resolve(FILE),
        StandardCopyOption.ATOMIC_MOVE,
        StandardCopyOption.REPLACE_EXISTING);
  }
}
