package dev.millrace.server;

import java.time.Duration;

/** A named thread that ends on request, and whose failure is the generator's. */
final class ServiceThread implements AutoCloseable {
  /** Work that ends by itself after it was asked to. */
  interface Service {
    void run() throws Exception;
  }

  private static final Duration AFTER_INTERRUPT = Duration.ofSeconds(15);

  private final Thread thread;
  private final Runnable stop;
  private final Duration deadline;

  private ServiceThread(Thread thread, Runnable stop, Duration deadline) {
    this.thread = thread;
    this.stop = stop;
    this.deadline = deadline;
  }

  /**
   * Starts the work.
   *
   * @param stop asks the work to end
   * @param deadline how long it may take to end
   */
  static ServiceThread start(
      String name, Service service, Runnable stop, Duration deadline, FirstFailure failure) {
    Thread thread =
        new Thread(
            () -> {
              try {
                service.run();
              } catch (Throwable e) {
                failure.fail(e);
              }
            },
            name);
    thread.setDaemon(true);
    thread.start();
    return new ServiceThread(thread, stop, deadline);
  }

  /** Asks the work to end and waits for it; work that still waits for a broker is interrupted. */
  @Override
  public void close() {
    stop.run();
    boolean interrupted = await(deadline);
    if (thread.isAlive()) {
      thread.interrupt();
      interrupted |= await(deadline.compareTo(AFTER_INTERRUPT) < 0 ? deadline : AFTER_INTERRUPT);
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
    if (thread.isAlive()) {
      throw new IllegalStateException(
          "thread " + thread.getName() + " has not ended within " + deadline.toSeconds() + " s");
    }
  }

  /** Waits for the end; returns whether the caller was interrupted meanwhile. */
  private boolean await(Duration time) {
    boolean interrupted = false;
    long end = System.nanoTime() + time.toNanos();
    while (thread.isAlive() && end - System.nanoTime() > 0) {
      try {
        thread.join(Math.max(1, (end - System.nanoTime()) / 1_000_000));
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    return interrupted;
  }
}
