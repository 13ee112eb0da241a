package dev.millrace.ops.local;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * The pins of savepoints that a run has gone on from long ago. The cluster deletes such a savepoint
 * itself, because the job that went on from it claimed it; the learner's blob would stay for ever.
 */
public final class OldPins {
  /** The one that the run goes on from now, and one before it. */
  private static final int KEPT = 2;

  private OldPins() {}

  /**
   * Deletes all but the newest.
   *
   * @param learner directory of the learner's blobs
   */
  public static void delete(Path learner) throws IOException {
    if (!Files.isDirectory(learner)) {
      return;
    }
    List<Path> pins = new ArrayList<>();
    try (DirectoryStream<Path> found = Files.newDirectoryStream(learner, "savepoint-*.pin")) {
      found.forEach(pins::add);
    }
    pins.sort(Comparator.comparing(pin -> pin.toFile().lastModified()));
    for (Path pin : pins.subList(0, Math.max(0, pins.size() - KEPT))) {
      Files.delete(pin);
    }
  }
}
