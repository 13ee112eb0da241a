package dev.millrace.ops.demo;

import java.time.Duration;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Ctrl-C, or any other request to end: the run is asked to end, and the virtual machine waits until
 * it has. libtorch must not be torn down under a thread that computes.
 */
public final class Interruption implements AutoCloseable {
  private final CountDownLatch asked = new CountDownLatch(1);
  private final CountDownLatch ended = new CountDownLatch(1);
  private final Duration patience;
  private final Thread hook = new Thread(this::askAndWait, "millrace-interruption");

  /**
   * Listens from now on.
   *
   * @param patience how long the virtual machine waits for the run's end
   */
  public Interruption(Duration patience) {
    this.patience = patience;
    Runtime.getRuntime().addShutdownHook(hook);
  }

  /** Whether an end was asked for. */
  public boolean asked() {
    return asked.getCount() == 0;
  }

  /**
   * Ends what is under way on the calling thread when an end was asked for.
   *
   * @throws CancellationException then
   */
  public void throwIfAsked() {
    if (asked()) {
      throw new CancellationException("an end was asked for");
    }
  }

  /** Waits, at most this long, for an end to be asked for. */
  public boolean await(Duration time) throws InterruptedException {
    return asked.await(time.toMillis(), TimeUnit.MILLISECONDS);
  }

  /** The run has ended: the virtual machine may go. */
  @Override
  public void close() {
    ended.countDown();
    try {
      Runtime.getRuntime().removeShutdownHook(hook);
    } catch (IllegalStateException alreadyEnding) {
      // The virtual machine is already ending; the hook has just been released.
    }
  }

  private void askAndWait() {
    asked.countDown();
    try {
      if (!ended.await(patience.toMillis(), TimeUnit.MILLISECONDS)) {
        System.err.println("millrace: not ended after " + patience.toSeconds() + " s, giving up");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
