package dev.millrace.job.score.lane;

import dev.millrace.job.score.Verifier;
import dev.millrace.schemas.Prompt;
import dev.millrace.schemas.Response;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A thread and the verifier that it alone enters; both are made with the first judgement. */
final class VerifierThread implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(VerifierThread.class);

  private final String name;
  private final Supplier<Verifier> verifiers;
  private final ExecutorService thread;
  // Made by the thread; closed by another one.
  private volatile @Nullable Verifier verifier;
  private volatile boolean closed;

  VerifierThread(String name, Supplier<Verifier> verifiers) {
    this.name = name;
    this.verifiers = verifiers;
    thread = Executors.newSingleThreadExecutor(work -> daemon(work, "verifier-" + name));
  }

  private static Thread daemon(Runnable work, String name) {
    Thread thread = new Thread(work, name);
    thread.setDaemon(true);
    return thread;
  }

  CompletableFuture<Map<String, Float>> judge(Prompt prompt, Response response) {
    CompletableFuture<Map<String, Float>> answer = new CompletableFuture<>();
    thread.execute(
        () -> {
          try {
            answer.complete(verifier().score(prompt, response));
          } catch (Throwable e) {
            // Whatever foreign code throws, this response was not judged.
            answer.completeExceptionally(e);
          }
        });
    return answer;
  }

  private Verifier verifier() {
    Verifier made = verifier;
    if (made == null) {
      made = verifiers.get();
      verifier = made;
      if (closed) {
        release(made); // whoever closed this thread meanwhile saw no verifier
      }
    }
    return made;
  }

  /** Whether the thread is gone; it has been closed. */
  boolean hasEnded() {
    return thread.isTerminated();
  }

  /** Interrupts the thread and releases what its verifier holds, waiting for neither. */
  @Override
  public void close() {
    closed = true;
    thread.shutdownNow();
    Verifier made = verifier;
    if (made instanceof AutoCloseable) {
      // It may wait for the judgement that hangs.
      daemon(() -> release(made), "close-verifier-" + name).start();
    }
  }

  private void release(Verifier made) {
    if (made instanceof AutoCloseable held) {
      try {
        held.close();
      } catch (Exception e) {
        LOG.warn("verifier {} cannot be closed", name, e);
      }
    }
  }
}
