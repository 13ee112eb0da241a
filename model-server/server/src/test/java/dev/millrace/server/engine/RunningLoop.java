package dev.millrace.server.engine;

import ai.djl.Device;
import dev.millrace.policy.Policy;
import dev.millrace.policy.Torch;
import dev.millrace.server.admission.Bell;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** An engine with a thread of its own, which starts when the test says so. */
public final class RunningLoop implements AutoCloseable {
  /** Monotonic time, which a test may push. */
  final AtomicLong skippedNanos = new AtomicLong();

  final EngineFigures figures = new EngineFigures();
  private final DecodeLoop loop;
  private final AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();
  private final Thread thread;

  public RunningLoop(PolicySource source, Policy policy, EngineSettings settings) {
    this.loop =
        new DecodeLoop(
            source,
            policy.config(),
            Device.cpu(),
            settings,
            figures,
            new Bell(),
            () -> System.nanoTime() + skippedNanos.get());
    this.thread =
        new Thread(
            () -> {
              try {
                Torch.enterThread();
                loop.run();
              } catch (Throwable e) {
                failure.set(e);
              }
            },
            "engine-under-test");
    thread.setDaemon(true);
  }

  public static EngineSettings settings(int running, int training, int waiting) {
    return new EngineSettings(
        running,
        training,
        waiting,
        8,
        Duration.ofSeconds(60),
        Duration.ofMinutes(10),
        Duration.ofSeconds(20));
  }

  public DecodeLoop engine() {
    return loop;
  }

  public void start() {
    thread.start();
  }

  /** Stops and waits for the end; returns what ended the thread, or null. */
  @Nullable Throwable stop() throws InterruptedException {
    loop.stop();
    thread.join(TimeUnit.SECONDS.toMillis(30));
    if (thread.isAlive()) {
      throw new AssertionError("the engine has not ended within 30 s");
    }
    return failure.get();
  }

  @Override
  public void close() throws InterruptedException {
    if (thread.getState() != Thread.State.NEW) {
      stop();
    }
  }
}
