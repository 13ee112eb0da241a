package dev.millrace.server.spool;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A bounded queue on disk. Any thread adds to it; one thread reads it in order and says how far the
 * broker has it. A queue that is opened again goes on there.
 */
public final class Spool implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Spool.class);
  private static final String LOCK = "lock";
  private static final long NANOS_A_MILLI = 1_000_000;

  /**
   * A record and the position behind it.
   *
   * @param record what was accepted
   * @param next where the queue goes on
   */
  record Held(SpoolRecord record, Position next) {}

  private final SpoolSettings settings;
  private final FileChannel lockFile;
  private final Deque<Segment> segments = new ArrayDeque<>();
  private Position position;
  private final Set<Segment> unsynced = new HashSet<>();
  private long bytes;
  private long cutBytes;
  private boolean closed;

  private Spool(SpoolSettings settings, FileChannel lockFile) throws IOException {
    this.settings = settings;
    this.lockFile = lockFile;
    this.position = Position.read(settings.directory());
    for (long number : numbers(settings.directory())) {
      Segment segment = Segment.open(settings.directory(), number);
      segments.add(segment);
      bytes += segment.length();
      cutBytes += segment.cutBytes();
    }
    if (cutBytes > 0) {
      LOG.warn("spool {}: {} bytes were no whole records", settings.directory(), cutBytes);
    }
    if (segments.isEmpty() || segments.getLast().number() < position.segment()) {
      segments.add(Segment.open(settings.directory(), position.segment() + 1));
    }
    // A tail that was cut off may have been taken: what is written in its place was not.
    Segment last = segments.getLast();
    if (last.number() == position.segment() && position.offset() > last.length()) {
      position = new Position(last.number(), last.length());
    }
    dropTaken();
  }

  /**
   * Opens the queue of a directory, which is made when it does not exist.
   *
   * @throws IllegalStateException when another process has it open
   * @throws UncheckedIOException when it cannot be used
   */
  public static Spool open(SpoolSettings settings) {
    Path directory = settings.directory();
    try {
      Files.createDirectories(directory);
      FileChannel lockFile =
          FileChannel.open(
              directory.resolve(LOCK), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
      if (!isLocked(lockFile)) {
        lockFile.close();
        throw new IllegalStateException("spool " + directory + ": another server uses it");
      }
      return new Spool(settings, lockFile);
    } catch (IOException e) {
      throw new UncheckedIOException("spool " + directory + ": cannot be used: " + e, e);
    }
  }

  private static boolean isLocked(FileChannel file) throws IOException {
    try {
      FileLock lock = file.tryLock(); // held until the channel is closed
      return lock != null;
    } catch (OverlappingFileLockException e) {
      return false;
    }
  }

  private static List<Long> numbers(Path directory) throws IOException {
    try (Stream<Path> files = Files.list(directory)) {
      return files.map(Segment::numberOf).filter(number -> number >= 0).sorted().toList();
    }
  }

  /** Adds a record; returns whether there was room for it. */
  public synchronized boolean append(SpoolRecord record) {
    if (closed) {
      return false;
    }
    byte[] encoded = record.encode();
    long added = Segment.frameBytes(encoded);
    try {
      Segment last = segments.getLast();
      boolean empty = isTaken(last, last.length());
      boolean full = last.length() + added > settings.segmentBytes();
      if (last.length() > 0 && (full || (empty && bytes + added > settings.mostBytes()))) {
        segments.add(Segment.open(settings.directory(), last.number() + 1));
        dropTaken();
      }
      if (bytes + added > settings.mostBytes()) {
        return false;
      }
      segments.getLast().append(encoded);
      unsynced.add(segments.getLast());
    } catch (IOException e) {
      LOG.warn("spool {} takes no record: {}", settings.directory(), e.toString());
      return false;
    }
    bytes += added;
    notifyAll();
    return true;
  }

  /** Waits until there is something to read; returns whether there is. */
  synchronized boolean await(Duration longest) throws InterruptedException {
    long end = System.nanoTime() + longest.toNanos();
    while (isEmpty() && !closed) {
      long left = end - System.nanoTime();
      if (left <= 0) {
        return false;
      }
      wait(Math.max(1, left / NANOS_A_MILLI));
    }
    return !isEmpty();
  }

  /**
   * The oldest records that the broker does not have, in order.
   *
   * @throws DamagedSpoolException when the next one cannot be read
   */
  synchronized List<Held> oldest(int mostRecords, long mostBytes) throws IOException {
    List<Held> held = new ArrayList<>();
    long taken = 0;
    for (Segment segment : segments) {
      long at = segment.number() == position.segment() ? position.offset() : 0;
      while (at < segment.length() && held.size() < mostRecords && taken < mostBytes) {
        Segment.Frame frame = segment.read(at);
        if (frame == null && !held.isEmpty()) {
          return held;
        }
        if (frame == null) {
          throw new DamagedSpoolException(segment.number(), at);
        }
        taken += frame.end() - at;
        at = frame.end();
        held.add(new Held(SpoolRecord.decode(frame.bytes()), new Position(segment.number(), at)));
      }
    }
    return held;
  }

  /** The broker has everything before a position. */
  synchronized void taken(Position next) throws IOException {
    position = next;
    dropTaken();
    position.write(settings.directory());
  }

  /** The rest of the oldest file cannot be read: goes on with the next one. */
  synchronized void skipDamaged() throws IOException {
    Segment first = segments.getFirst();
    if (segments.size() == 1) {
      segments.add(Segment.open(settings.directory(), first.number() + 1));
    }
    taken(new Position(first.number(), first.length()));
  }

  private void dropTaken() throws IOException {
    while (segments.size() > 1 && isTaken(segments.getFirst(), segments.getFirst().length())) {
      Segment first = segments.removeFirst();
      bytes -= first.length();
      first.delete();
    }
  }

  private boolean isTaken(Segment segment, long end) {
    return segment.number() < position.segment()
        || (segment.number() == position.segment() && end <= position.offset());
  }

  private boolean isEmpty() {
    return segments.stream()
        .allMatch(segment -> segment.length() == 0 || isTaken(segment, segment.length()));
  }

  /** Whether the broker has everything. */
  public synchronized boolean isDrained() {
    return isEmpty();
  }

  /** Size of the files, in bytes. */
  public synchronized long bytes() {
    return bytes;
  }

  /** Bytes of the directory that were no whole records when it was opened. */
  public synchronized long cutBytes() {
    return cutBytes;
  }

  /** Forces what was written to the disk, while others go on writing. */
  void sync() throws IOException {
    List<Segment> written;
    synchronized (this) {
      written = List.copyOf(unsynced);
      unsynced.clear();
    }
    for (Segment segment : written) {
      try {
        segment.force();
      } catch (ClosedChannelException e) {
        // Its records were taken meanwhile, and it is deleted.
      }
    }
  }

  /** Where its files lie; files of other names are left alone. */
  public Path directory() {
    return settings.directory();
  }

  SpoolSettings settings() {
    return settings;
  }

  @Override
  public synchronized void close() {
    if (closed) {
      return;
    }
    closed = true;
    notifyAll();
    try {
      for (Segment segment : segments) {
        if (unsynced.contains(segment)) {
          segment.force();
        }
        segment.close();
      }
      lockFile.close();
    } catch (IOException e) {
      throw new UncheckedIOException("spool " + settings.directory() + ": not closed well", e);
    }
  }
}
