package dev.millrace.job.learn;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * What savepoints name, written down beside the blobs: {@code savepoint-<lineage>-<checkpoint>.pin}
 * holds the names of two files. Nobody tells the learner when a savepoint is no longer wanted, so a
 * blob stays until its pin is deleted by whoever deletes the savepoint.
 */
final class SavepointPins {
  private static final String SUFFIX = ".pin";

  private SavepointPins() {}

  /** Keeps a blob for a savepoint, whatever becomes of the job. */
  static void pin(Path directory, long lineage, long checkpoint, Blob blob) throws IOException {
    Path pin = directory.resolve("savepoint-" + lineage + "-" + checkpoint + SUFFIX);
    Path incomplete = Path.of(pin + ".new");
    Files.write(
        incomplete,
        List.of(
            Path.of(blob.weights()).getFileName().toString(),
            Path.of(blob.optimizer()).getFileName().toString()));
    Files.move(incomplete, pin, StandardCopyOption.ATOMIC_MOVE);
  }

  /** Names of the files that are pinned. */
  static Set<Path> in(Path directory) throws IOException {
    Set<Path> pinned = new HashSet<>();
    try (DirectoryStream<Path> pins = Files.newDirectoryStream(directory, "savepoint-*" + SUFFIX)) {
      for (Path pin : pins) {
        Files.readAllLines(pin).forEach(name -> pinned.add(Path.of(name)));
      }
    }
    return pinned;
  }
}
