package dev.millrace.server;

import dev.millrace.policy.Policy;
import dev.millrace.policy.Torch;
import dev.millrace.server.admission.Bell;
import dev.millrace.server.engine.DecodeLoop;
import dev.millrace.server.engine.Engine;
import dev.millrace.server.engine.EngineFigures;
import dev.millrace.server.engine.EngineSettings;
import dev.millrace.server.engine.PolicySource;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/** An engine for the weights of a directory, which stay as they are. */
public final class DirectoryEngine implements AutoCloseable {
  private final Bell bell = new Bell();
  private final FirstFailure failure = new FirstFailure(bell);
  private final CompletableFuture<DecodeLoop> started = new CompletableFuture<>();
  private final ServiceThread thread;

  private DirectoryEngine(Path model, String device, EngineSettings settings) {
    Duration deadline = settings.drain().plusSeconds(30);
    this.thread =
        ServiceThread.start(
            "millrace-engine", () -> serve(model, device, settings), this::stop, deadline, failure);
  }

  /**
   * Loads a policy and begins to answer.
   *
   * @param model a Hugging Face directory
   * @param device auto, cpu or gpu:N
   * @param timeout within which it must have been loaded
   * @throws RuntimeException what is wrong with the directory or the device
   */
  public static DirectoryEngine start(
      Path model, String device, EngineSettings settings, Duration timeout) {
    DirectoryEngine engine = new DirectoryEngine(model, device, settings);
    boolean ready = false;
    try {
      engine.started.get(timeout.toMillis(), TimeUnit.MILLISECONDS);
      ready = true;
      return engine;
    } catch (ExecutionException e) {
      if (e.getCause() instanceof RuntimeException cause) {
        throw cause;
      }
      throw new IllegalStateException(model + " could not be loaded", e.getCause());
    } catch (TimeoutException e) {
      throw new IllegalStateException(
          model + " was not loaded within " + timeout.toSeconds() + " s", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while " + model + " was loaded", e);
    } finally {
      if (!ready) {
        engine.close();
      }
    }
  }

  private void serve(Path model, String device, EngineSettings settings) throws Exception {
    try {
      Torch.enterThread();
      try (Policy policy = Policy.load(model, Torch.device(device))) {
        PolicySource.Current current = new PolicySource.Current(policy, 0, 0);
        DecodeLoop loop =
            new DecodeLoop(
                () -> current,
                policy.config(),
                policy.device(),
                settings,
                new EngineFigures(),
                bell,
                System::nanoTime);
        if (started.complete(loop)) {
          loop.run();
        }
      }
    } catch (Exception | Error e) {
      if (!started.completeExceptionally(e)) {
        throw e;
      }
    }
  }

  private void stop() {
    started.cancel(false);
    if (!started.isCompletedExceptionally()) {
      started.join().stop();
    }
  }

  public Engine engine() {
    return started.join();
  }

  /** What ended the engine; null while it runs. */
  public @Nullable Throwable failure() {
    return failure.get();
  }

  /** Lets the answers under way end, and ends. */
  @Override
  public void close() {
    thread.close();
  }
}
