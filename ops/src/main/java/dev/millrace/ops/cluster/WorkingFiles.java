package dev.millrace.ops.cluster;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** The directory of a process's working files: what a killed one left is of no use to the next. */
final class WorkingFiles {
  private WorkingFiles() {}

  /** The directory, there and empty. */
  static Path empty(Path directory) {
    try {
      if (Files.exists(directory)) {
        try (Stream<Path> walk = Files.walk(directory)) {
          List<Path> deepestFirst = walk.sorted(Comparator.reverseOrder()).toList();
          for (Path path : deepestFirst) {
            Files.deleteIfExists(path);
          }
        }
      }
      return Files.createDirectories(directory);
    } catch (IOException e) {
      throw new UncheckedIOException(directory + ": cannot be emptied", e);
    }
  }
}
