package dev.millrace.ops.local;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * The part of a disk that is left free. A broker without room for its log ends with the whole
 * process, so the stream is brought to rest before. There is room again when a quarter more than
 * the reserve is free: a stream that starts must not stop at once.
 */
public final class DiskReserve {
  private final Path directory;
  private final long reserveBytes;
  private boolean isShort;

  /**
   * A reserve.
   *
   * @param directory on the disk
   * @param reserveBytes what must stay free; 0 for no reserve
   */
  public DiskReserve(Path directory, long reserveBytes) {
    this.directory = directory;
    this.reserveBytes = reserveBytes;
  }

  /** What is missing, for people; null while there is room. */
  public @Nullable String shortage() {
    long free;
    try {
      free = Files.getFileStore(directory).getUsableSpace();
    } catch (IOException e) {
      return directory + ": how much room there is cannot be told (" + e + ")";
    }
    isShort = isShort(isShort, free, reserveBytes);
    return isShort
        ? directory
            + ": "
            + (free >> 20)
            + " MiB free, "
            + (reserveBytes >> 20)
            + " MiB are kept in reserve; no prompts are given until there is room"
        : null;
  }

  /**
   * Whether room is short.
   *
   * @param before whether it was
   * @param freeBytes what is free
   * @param reserveBytes what must stay free
   */
  static boolean isShort(boolean before, long freeBytes, long reserveBytes) {
    return freeBytes < (before ? reserveBytes + reserveBytes / 4 : reserveBytes);
  }
}
