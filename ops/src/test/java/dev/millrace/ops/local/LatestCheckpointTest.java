package dev.millrace.ops.local;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LatestCheckpointTest {
  @TempDir Path directory;

  @Test
  void newestCompleteOneCountsWhicheverJobMadeIt() throws Exception {
    complete("checkpoints/aaaa/chk-90", 1_000);
    Path newest = complete("checkpoints/bbbb/chk-3", 3_000);
    complete("savepoints/savepoint-aaaa-1", 2_000);
    Files.createDirectories(directory.resolve("checkpoints/bbbb/chk-4"));
    Files.createDirectories(directory.resolve("checkpoints/bbbb/shared"));
    assertThat(LatestCheckpoint.in(directory)).isEqualTo(newest);
  }

  @Test
  void savepointOfAStopIsFound() throws Exception {
    complete("checkpoints/aaaa/chk-90", 1_000);
    Path savepoint = complete("savepoints/savepoint-aaaa-1", 2_000);
    assertThat(LatestCheckpoint.in(directory)).isEqualTo(savepoint);
  }

  @Test
  void nothingIsThereAtFirst() throws Exception {
    assertThat(LatestCheckpoint.in(directory)).isNull();
    assertThat(LatestCheckpoint.in(directory.resolve("absent"))).isNull();
  }

  private Path complete(String name, long millis) throws Exception {
    Path checkpoint = Files.createDirectories(directory.resolve(name));
    Path metadata = Files.writeString(checkpoint.resolve("_metadata"), "x");
    Files.setLastModifiedTime(metadata, FileTime.fromMillis(millis));
    return checkpoint;
  }
}
