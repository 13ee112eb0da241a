package dev.millrace.server.spool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SpoolTest {
  private static final int MOST = 4000;
  private static final int SEGMENT = 500;

  @TempDir Path directory;

  private static SpoolSettings settings(Path directory) {
    return new SpoolSettings(directory, MOST, SEGMENT, Duration.ofHours(1), Duration.ofSeconds(1));
  }

  private static SpoolRecord record(int number, int size) {
    byte[] value = new byte[Integer.BYTES + size];
    ByteBuffer.wrap(value).putInt(number);
    return new SpoolRecord("groups", 1, new byte[] {7}, value, 1000 + number);
  }

  private static List<Integer> numbers(Spool spool) throws IOException {
    return spool.oldest(Integer.MAX_VALUE, Long.MAX_VALUE).stream()
        .map(held -> ByteBuffer.wrap(held.record().value()).getInt())
        .toList();
  }

  private static List<Integer> range(int first, int end) {
    return Stream.iterate(first, i -> i < end, i -> i + 1).toList();
  }

  /**
   * Against a list in memory: whatever is added, taken and opened again, the spool holds exactly
   * what was accepted and not taken, in order, and its files are never larger than they may be.
   */
  @Property(seed = "42", tries = 150)
  void holdsWhatWasAcceptedAndNotTakenInOrder(
      @ForAll long seed, @ForAll @IntRange(max = 80) int moves) throws IOException {
    Path place = Files.createTempDirectory("spool");
    Random random = new Random(seed);
    List<Integer> held = new ArrayList<>();
    int next = 0;
    Spool spool = Spool.open(settings(place));
    try {
      for (int move = 0; move < moves; move++) {
        int kind = random.nextInt(10);
        if (kind < 6) {
          if (spool.append(record(next, random.nextInt(300)))) {
            held.add(next);
          }
          next++;
        } else if (kind < 9) {
          List<Spool.Held> oldest = spool.oldest(1 + random.nextInt(5), 1 + random.nextInt(1000));
          if (!oldest.isEmpty()) {
            int taken = 1 + random.nextInt(oldest.size());
            spool.taken(oldest.get(taken - 1).next());
            held.subList(0, taken).clear();
          }
        } else {
          spool.close();
          spool = Spool.open(settings(place));
        }
        assertThat(numbers(spool)).isEqualTo(held);
        assertThat(spool.isDrained()).isEqualTo(held.isEmpty());
        assertThat(spool.bytes()).isLessThanOrEqualTo(MOST);
        assertThat(segmentBytes(place)).isEqualTo(spool.bytes());
      }
    } finally {
      spool.close();
      delete(place);
    }
  }

  /** A file that ends anywhere: every whole record before is there, and nothing else. */
  @Property(seed = "42", tries = 100)
  void aTornTailLosesOnlyWhatWasNotWhole(@ForAll @IntRange(max = 400) int cut) throws IOException {
    Path place = Files.createTempDirectory("spool");
    try {
      try (Spool spool = Spool.open(settings(place))) {
        for (int i = 0; i < 5; i++) {
          assertThat(spool.append(record(i, 40))).isTrue();
        }
      }
      Path file = place.resolve("0000000000000001.spool");
      long frame = Files.size(file) / 5;
      long left = Math.max(0, Files.size(file) - cut);
      try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
        channel.truncate(left);
      }
      try (Spool spool = Spool.open(settings(place))) {
        assertThat(numbers(spool)).isEqualTo(range(0, (int) (left / frame)));
        assertThat(spool.cutBytes()).isEqualTo(left % frame);
        assertThat(spool.append(record(9, 40))).isTrue();
        assertThat(numbers(spool)).endsWith(9);
      }
    } finally {
      delete(place);
    }
  }

  @Test
  void aFlippedBitIsNeverReadAsARecord() throws IOException {
    try (Spool spool = Spool.open(settings(directory))) {
      for (int i = 0; i < 3; i++) {
        spool.append(record(i, 20));
      }
    }
    Path file = directory.resolve("0000000000000001.spool");
    byte[] bytes = Files.readAllBytes(file);
    bytes[bytes.length / 2] ^= 4;
    Files.write(file, bytes);
    try (Spool spool = Spool.open(settings(directory))) {
      assertThat(numbers(spool)).isEqualTo(List.of(0));
    }
  }

  @Test
  void whatIsWrittenBehindATailThatWasTakenAndCutOffIsNotLost() throws IOException {
    try (Spool spool = Spool.open(settings(directory))) {
      spool.append(record(0, 20));
      spool.append(record(1, 20));
      spool.taken(spool.oldest(2, MOST).get(1).next());
    }
    Path file = directory.resolve("0000000000000001.spool");
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
      channel.truncate(3); // the machine died before the file was on disk
    }
    try (Spool spool = Spool.open(settings(directory))) {
      spool.append(record(2, 20));
      assertThat(numbers(spool)).isEqualTo(List.of(2));
    }
  }

  @Test
  void aFullSpoolRefusesTheNewestAndTakesMoreOnceSomeIsTaken() throws IOException {
    try (Spool spool = Spool.open(settings(directory))) {
      int accepted = 0;
      while (spool.append(record(accepted, 100))) {
        accepted++;
      }
      assertThat(accepted).isGreaterThan(20);
      assertThat(numbers(spool)).isEqualTo(range(0, accepted));
      spool.taken(spool.oldest(10, MOST).get(9).next());
      assertThat(spool.append(record(99, 100))).isTrue();
      assertThat(numbers(spool)).startsWith(10).endsWith(99);
    }
  }

  @Test
  void oneServerHasASpoolAtATimeAndTheDirectoryIsNamed() {
    try (Spool spool = Spool.open(settings(directory))) {
      assertThat(spool.isDrained()).isTrue();
      assertThatThrownBy(() -> Spool.open(settings(directory)))
          .hasMessageContaining(directory.toString())
          .hasMessageContaining("another server");
    }
    Spool.open(settings(directory)).close();
  }

  @Test
  void aDirectoryThatCannotBeMadeIsNamed() throws IOException {
    Path file = Files.createFile(directory.resolve("file"));
    assertThatThrownBy(() -> Spool.open(settings(file)))
        .isInstanceOf(UncheckedIOException.class)
        .hasMessageContaining(file.toString());
  }

  private static long segmentBytes(Path place) throws IOException {
    try (Stream<Path> files = Files.list(place)) {
      return files
          .filter(file -> Segment.numberOf(file) >= 0)
          .mapToLong(file -> file.toFile().length())
          .sum();
    }
  }

  private static void delete(Path place) throws IOException {
    try (Stream<Path> files = Files.walk(place)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }
}
