package dev.millrace.server.spool;

import java.nio.file.Path;
import java.time.Duration;

/**
 * How much a spool keeps.
 *
 * @param directory where its files lie; of one server at a time
 * @param mostBytes size of all its files, beyond which it accepts nothing more
 * @param segmentBytes size at which a file is followed by another; files are deleted as wholes
 * @param longestAge after which a record is given up that the broker could not be given
 * @param syncInterval how often what was written is forced to the disk. A process that dies loses
 *     nothing; a machine that dies loses what was accepted within this time
 */
public record SpoolSettings(
    Path directory, long mostBytes, long segmentBytes, Duration longestAge, Duration syncInterval) {
  public SpoolSettings {
    if (segmentBytes < 1 || mostBytes < segmentBytes) {
      throw new IllegalArgumentException(
          "a spool must have at least one file of at least one byte, has "
              + mostBytes
              + " bytes in files of "
              + segmentBytes);
    }
    if (longestAge.isNegative() || longestAge.isZero() || syncInterval.isNegative()) {
      throw new IllegalArgumentException(
          "the longest age of a spool must be positive and its sync interval at least 0, were "
              + longestAge
              + " and "
              + syncInterval);
    }
  }

  /** Sixteen files, forced to the disk once a second. */
  public static SpoolSettings of(Path directory, long mostBytes, Duration longestAge) {
    return new SpoolSettings(
        directory, mostBytes, Math.max(1, mostBytes / 16), longestAge, Duration.ofSeconds(1));
  }
}
