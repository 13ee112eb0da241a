package dev.millrace.job.learn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

class DeviceThreadTest {
  private final List<String> ran = new CopyOnWriteArrayList<>();

  @Test
  void tasksRunInTheirOrderOnOneThread() throws InterruptedException {
    DeviceThread thread = new DeviceThread("device-under-test");
    CountDownLatch done = new CountDownLatch(1);
    thread.submit(() -> ran.add("first " + Thread.currentThread().getName()));
    thread.submit(() -> ran.add("second " + Thread.currentThread().getName()));
    thread.submit(done::countDown);
    done.await();
    thread.close(() -> ran.add("last"), Duration.ofMinutes(1));
    assertThat(ran).containsExactly("first device-under-test", "second device-under-test", "last");
  }

  @Test
  void closeWaitsForTheTaskInHandAndDropsTheOthers() throws InterruptedException {
    DeviceThread thread = new DeviceThread("device-under-test");
    CountDownLatch started = new CountDownLatch(1);
    CountDownLatch release = new CountDownLatch(1);
    thread.submit(
        () -> {
          started.countDown();
          await(release);
          ran.add("in hand");
        });
    thread.submit(() -> ran.add("waiting"));
    started.await();
    Thread closer =
        new Thread(() -> thread.close(() -> ran.add("last"), Duration.ofMinutes(1)), "closer");
    closer.start();
    Awaitility.await().until(() -> closer.getState() == Thread.State.TIMED_WAITING);
    // An interrupt of the closing thread, as of a cancelled task, must not cut the wait short.
    closer.interrupt();
    Awaitility.await().until(() -> !closer.isInterrupted());
    assertThat(closer.isAlive()).isTrue();
    release.countDown();
    closer.join();
    assertThat(ran).containsSubsequence("in hand", "last").doesNotContain("waiting");
  }

  @Test
  void aTaskThatDoesNotEndIsNamed() {
    DeviceThread thread = new DeviceThread("device-under-test");
    CountDownLatch release = new CountDownLatch(1);
    thread.submit(() -> await(release));
    assertThatThrownBy(() -> thread.close(() -> {}, Duration.ofMillis(20)))
        .hasMessageContaining("device-under-test")
        .hasMessageContaining("did not finish");
    release.countDown();
  }

  private static void await(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      throw new IllegalStateException("the device thread was interrupted", e);
    }
  }
}
