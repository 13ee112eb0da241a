package dev.millrace.ops.local;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RetainedCheckpointsTest {
  @TempDir Path directory;

  @Test
  void theNewestOverAllJobsAndSavepointsIsFound() throws IOException {
    Path checkpoints = directory.resolve("checkpoints");
    Path savepoints = directory.resolve("savepoints");
    complete(checkpoints.resolve("job-a/chk-9"), 1_000);
    Path newest = complete(checkpoints.resolve("job-b/chk-2"), 3_000);
    complete(savepoints.resolve("savepoint-1"), 2_000);
    assertThat(RetainedCheckpoints.newest(checkpoints, savepoints)).contains(newest);
    Path savepoint = complete(savepoints.resolve("savepoint-2"), 4_000);
    assertThat(RetainedCheckpoints.newest(checkpoints, savepoints)).contains(savepoint);
  }

  @Test
  void oneWithoutMetadataIsNotComplete() throws IOException {
    Path complete = complete(directory.resolve("job/chk-1"), 1_000);
    Files.createDirectories(directory.resolve("job/chk-2"));
    assertThat(RetainedCheckpoints.newest(directory)).contains(complete);
  }

  @Test
  void ofTheSameMomentTheHigherNumberIsNewer() throws IOException {
    complete(directory.resolve("job/chk-9"), 1_000);
    Path tenth = complete(directory.resolve("job/chk-10"), 1_000);
    assertThat(RetainedCheckpoints.newest(directory)).contains(tenth);
  }

  @Test
  void nothingIsFoundWhereNothingWasWritten() {
    assertThat(RetainedCheckpoints.newest(directory.resolve("absent"), directory)).isEmpty();
  }

  private static Path complete(Path checkpoint, long millis) throws IOException {
    Files.createDirectories(checkpoint);
    Path metadata = Files.writeString(checkpoint.resolve("_metadata"), "");
    Files.setLastModifiedTime(metadata, FileTime.fromMillis(millis));
    return checkpoint;
  }
}
