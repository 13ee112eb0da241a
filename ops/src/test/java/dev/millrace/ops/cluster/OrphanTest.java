package dev.millrace.ops.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OrphanTest {
  private static final Duration DEADLINE = Duration.ofMinutes(1);

  @TempDir Path directory;

  @Test
  void aChildEndsWithAParentThatWasKilled() throws Exception {
    Member parent =
        new Member(
            "parent",
            directory.resolve("logs"),
            number ->
                new ChildJvm(
                    LonelyParent.class, List.of("-Xmx64m"), List.of(directory.toString())));
    parent.start();
    Path file = directory.resolve("pid");
    Await.until(
        "the process id of the child",
        DEADLINE,
        () -> {
          parent.requireAlive();
          return Files.exists(file);
        });
    ProcessHandle child = ProcessHandle.of(Long.parseLong(Files.readString(file))).orElseThrow();
    assertThat(child.isAlive()).isTrue();
    parent.kill(Signal.KILL);
    Await.until("the end of the child", DEADLINE, () -> !child.isAlive());
  }
}
