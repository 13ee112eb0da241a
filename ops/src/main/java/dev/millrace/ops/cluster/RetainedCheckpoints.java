package dev.millrace.ops.cluster;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The checkpoints that jobs left on the disk. One is complete when its metadata file exists: Flink
 * puts the file in place as a whole, after everything that it names.
 */
public final class RetainedCheckpoints {
  private static final int DEPTH = 3; // job / chk-N / _metadata

  private RetainedCheckpoints() {}

  /**
   * The newest complete checkpoint.
   *
   * @param directory of the checkpoints of one pipeline, over all of its jobs
   */
  public static Optional<Path> newest(Path directory) {
    if (!Files.isDirectory(directory)) {
      return Optional.empty();
    }
    try (Stream<Path> files = Files.walk(directory, DEPTH)) {
      return files
          .filter(file -> file.getFileName().toString().equals("_metadata"))
          .max(
              Comparator.comparingLong(RetainedCheckpoints::writtenMillis)
                  .thenComparingLong(RetainedCheckpoints::number))
          .map(Path::getParent);
    } catch (IOException e) {
      throw new UncheckedIOException(directory + ": cannot be listed", e);
    }
  }

  private static long writtenMillis(Path metadata) {
    try {
      return Files.getLastModifiedTime(metadata).toMillis();
    } catch (IOException e) {
      return Long.MIN_VALUE; // deleted by the job that owns it, for one that is newer
    }
  }

  private static long number(Path metadata) {
    String name = metadata.getName(metadata.getNameCount() - 2).toString();
    return name.matches("chk-[0-9]{1,18}") ? Long.parseLong(name.substring("chk-".length())) : -1;
  }
}
