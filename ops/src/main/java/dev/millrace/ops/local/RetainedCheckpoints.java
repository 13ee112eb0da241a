package dev.millrace.ops.local;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Comparator;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The checkpoints and savepoints that jobs left on the disk. One is complete when its metadata file
 * exists: Flink puts the file in place as a whole, after everything that it names.
 */
public final class RetainedCheckpoints {
  private static final int DEPTH = 3; // job / chk-N / _metadata

  private RetainedCheckpoints() {}

  /**
   * The newest complete one.
   *
   * @param directories of one pipeline, over all of its jobs
   */
  public static Optional<Path> newest(Path... directories) {
    return Arrays.stream(directories)
        .flatMap(RetainedCheckpoints::complete)
        .max(
            Comparator.comparingLong(RetainedCheckpoints::writtenMillis)
                .thenComparingLong(RetainedCheckpoints::number))
        .map(Path::getParent);
  }

  private static Stream<Path> complete(Path directory) {
    if (!Files.isDirectory(directory)) {
      return Stream.empty();
    }
    try (Stream<Path> files = Files.walk(directory, DEPTH)) {
      return files
          .filter(file -> file.getFileName().toString().equals("_metadata"))
          .toList()
          .stream();
    } catch (UncheckedIOException e) {
      return complete(directory); // a checkpoint was deleted under our eyes, for one that is newer
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
