package dev.millrace.job.score;

import dev.millrace.schemas.Prompt;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * A verifier on a thread of its own. One that is late is interrupted, and its thread left behind,
 * because code that ignores interrupts cannot be stopped: the next response gets a new thread.
 */
public final class TimedVerifier implements Verifier, AutoCloseable {
  private final Verifier verifier;
  private final Duration timeout;
  private ExecutorService thread;

  public TimedVerifier(Verifier verifier, Duration timeout) {
    this.verifier = verifier;
    this.timeout = timeout;
    thread = newThread();
  }

  @Override
  public String name() {
    return verifier.name();
  }

  @Override
  public Map<String, Float> score(Prompt prompt, String response) {
    Future<Map<String, Float>> judgement = thread.submit(() -> verifier.score(prompt, response));
    try {
      return judgement.get(timeout.toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException e) {
      thread.shutdownNow();
      thread = newThread();
      throw new IllegalStateException("no judgement within " + timeout.toMillis() + " ms", e);
    } catch (ExecutionException e) {
      throw new IllegalStateException(String.valueOf(e.getCause()), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while waiting for a judgement", e);
    }
  }

  private ExecutorService newThread() {
    return Executors.newSingleThreadExecutor(
        work -> {
          Thread worker = new Thread(work, "verifier-" + name());
          worker.setDaemon(true);
          return worker;
        });
  }

  @Override
  public void close() {
    thread.shutdownNow();
    if (verifier instanceof AutoCloseable held) {
      try {
        held.close();
      } catch (Exception e) {
        throw new IllegalStateException("verifier " + name() + " cannot be closed", e);
      }
    }
  }
}
