package dev.millrace.ops.intake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.ndarray.NDManager;
import dev.millrace.policy.Torch;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The look at what a process holds sees each kind of what may be left behind. */
class ResourcesTest {
  @TempDir Path directory;

  @Test
  void whatIsLeftBehindIsSeen() throws Exception {
    Path work = Files.createDirectories(directory.resolve("flink").resolve("work"));
    Torch.enterThread();
    Resources before = held();
    CountDownLatch end = new CountDownLatch(1);
    Thread thread =
        new Thread(
            () -> {
              try {
                end.await();
              } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
              }
            },
            "left-behind");
    thread.start();
    assertThatThrownBy(() -> before.assertNotLessThan(held()))
        .hasMessageContaining("more threads")
        .hasMessageContaining("left-behind\"=\"0 -> 1\"");
    end.countDown();
    thread.join();
    Path file = directory.resolve("left-behind");
    try (OutputStream open = Files.newOutputStream(file)) {
      assertThatThrownBy(() -> before.assertNotLessThan(held()))
          .hasMessageContaining("more open files")
          .hasMessageContaining("left-behind");
      open.write(1);
    }
    Path forgotten = Files.createDirectory(work.resolve("left-behind"));
    assertThatThrownBy(() -> before.assertNotLessThan(held()))
        .hasMessageContaining("temporary directories");
    Files.delete(forgotten);
    try (NDManager manager = NDManager.newBaseManager()) {
      assertThat(manager.isOpen()).isTrue();
      assertThatThrownBy(() -> before.assertNotLessThan(held()))
          .hasMessageContaining("scopes of native arrays");
    }
    before.assertNotLessThan(held());
  }

  private Resources held() throws IOException {
    return Resources.now(directory.resolve("flink").resolve("work"), directory.resolve("kafka"));
  }
}
