package dev.millrace.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.schemas.topics.Topics;
import dev.millrace.server.admission.Bell;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class GeneratorStartTest {
  @TempDir Path directory;

  @Test
  void aModelThatIsNotThereIsNamed() {
    GeneratorSettings settings =
        GeneratorSettings.of(
            "localhost:1",
            new Topics("demo"),
            1,
            1,
            directory.resolve("nothing"),
            directory,
            TestObjects.SAMPLING);
    assertThatThrownBy(() -> Generator.start(settings)).hasMessageContaining("nothing");
  }

  @Test
  void aThreadThatFailsIsTheFailureOfTheGenerator() {
    FirstFailure failure = new FirstFailure(new Bell());
    ServiceThread thread =
        ServiceThread.start(
            "failing",
            () -> {
              throw new IllegalStateException("broken");
            },
            () -> {},
            Duration.ofMinutes(1),
            failure);
    thread.close();
    assertThat(failure.get()).hasMessage("broken");
  }

  @Test
  void aThreadThatDoesNotEndIsNamed() throws Exception {
    CountDownLatch end = new CountDownLatch(1);
    ServiceThread thread =
        ServiceThread.start(
            "deaf",
            () -> awaitWhateverHappens(end),
            () -> {},
            Duration.ZERO,
            new FirstFailure(new Bell()));
    assertThatThrownBy(thread::close)
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("thread deaf has not ended within 0 s");
    end.countDown();
  }

  private static void awaitWhateverHappens(CountDownLatch end) {
    while (true) {
      try {
        end.await();
        return;
      } catch (InterruptedException e) {
        // What a computation on the device would do.
      }
    }
  }

  @Test
  void aThreadThatWaitsForSomethingElseIsInterrupted() throws Exception {
    CountDownLatch never = new CountDownLatch(1);
    FirstFailure failure = new FirstFailure(new Bell());
    ServiceThread thread =
        ServiceThread.start("waiting", never::await, () -> {}, Duration.ofMillis(100), failure);
    thread.close();
    assertThat(failure.get()).isInstanceOf(InterruptedException.class);
  }
}
