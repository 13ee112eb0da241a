package dev.millrace.ops.trace;

import dev.millrace.schemas.WeightVersion;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * The directory of published weights as it can be seen from here: beside the newest version's file,
 * each named by its lineage and step.
 *
 * @param directory null when the newest version is not a file of this machine
 */
record WeightFiles(@Nullable Path directory) {

  static WeightFiles beside(@Nullable WeightVersion newest) {
    if (newest == null) {
      return new WeightFiles(null);
    }
    URI uri = URI.create(newest.uri());
    Path directory = "file".equals(uri.getScheme()) ? Path.of(uri).getParent() : null;
    return new WeightFiles(directory != null && Files.isDirectory(directory) ? directory : null);
  }

  /** Whether a version's file is there; null when that cannot be told. */
  @Nullable Boolean has(long lineage, long step) {
    return directory == null
        ? null
        : Files.exists(directory.resolve(lineage + "-" + step + ".safetensors"));
  }
}
