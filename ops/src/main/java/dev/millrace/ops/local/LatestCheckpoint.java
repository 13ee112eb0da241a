package dev.millrace.ops.local;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.Comparator;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The checkpoint or savepoint that was completed last in a cluster's directory. One is complete
 * when its metadata are there: Flink moves them into place as its last act.
 */
public final class LatestCheckpoint {
  private static final String METADATA = "_metadata";

  /** {@code checkpoints/JOB/chk-N/_metadata} and {@code savepoints/savepoint-X/_metadata}. */
  private static final int DEPTH = 4;

  private LatestCheckpoint() {}

  /**
   * The directory of the newest, or null when there is none.
   *
   * @param cluster directory of the cluster
   */
  public static @Nullable Path in(Path cluster) throws IOException {
    if (!Files.isDirectory(cluster)) {
      return null;
    }
    try (Stream<Path> files =
        Files.find(
            cluster, DEPTH, (path, attributes) -> path.getFileName().toString().equals(METADATA))) {
      return files
          .max(Comparator.comparing(LatestCheckpoint::completed))
          .map(Path::getParent)
          .orElse(null);
    }
  }

  private static FileTime completed(Path metadata) {
    try {
      return Files.getLastModifiedTime(metadata);
    } catch (IOException e) {
      return FileTime.fromMillis(0); // deleted meanwhile
    }
  }
}
