package dev.millrace.job.learn;

import dev.millrace.policy.Policy;
import dev.millrace.policy.WeightsFile;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The directory that generators fetch weights from: {@code <lineage>-<step>.safetensors}, of which
 * the newest are kept.
 */
final class PublishedWeights {
  private static final Pattern NAME = Pattern.compile("([0-9]{1,18})-([0-9]{1,18})\\.safetensors");

  private final Path directory;
  private final int keep;
  private final TreeSet<Version> files =
      new TreeSet<>(Comparator.comparingLong(Version::lineage).thenComparingLong(Version::step));

  private record Version(long lineage, long step) {
    String fileName() {
      return lineage + "-" + step + ".safetensors";
    }
  }

  /** The directory, made when absent, with what earlier learners left in it. */
  PublishedWeights(Path directory, int keep) throws IOException {
    this.directory = Files.createDirectories(directory).toAbsolutePath();
    this.keep = keep;
    try (DirectoryStream<Path> existing = Files.newDirectoryStream(this.directory)) {
      for (Path file : existing) {
        Matcher name = NAME.matcher(file.getFileName().toString());
        if (name.matches()) {
          files.add(new Version(Long.parseLong(name.group(1)), Long.parseLong(name.group(2))));
        }
      }
    }
  }

  /** Writes a version, and deletes the oldest beyond those that are kept. */
  WeightsFile write(Policy policy, long lineage, long step) throws IOException {
    Version version = new Version(lineage, step);
    WeightsFile written = policy.writeWeights(directory.resolve(version.fileName()), false);
    files.add(version);
    while (files.size() > keep) {
      Version oldest = files.pollFirst();
      if (oldest != null) {
        Files.deleteIfExists(directory.resolve(oldest.fileName()));
      }
    }
    return written;
  }
}
