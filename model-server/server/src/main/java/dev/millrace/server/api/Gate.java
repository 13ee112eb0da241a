package dev.millrace.server.api;

import dev.millrace.server.openai.ApiException;
import java.time.Duration;
import java.util.HashSet;
import java.util.Set;

/**
 * Where requests pass on their way to the engine: so many at a time, and none while it is paused.
 */
public final class Gate {
  private static final Duration SOON = Duration.ofSeconds(1);
  private static final long NANOS_A_MILLI = 1_000_000;

  private final int seats;
  private final Duration patience;
  private final Set<Flight> flying = new HashSet<>();
  private int taken;
  private boolean paused;
  private boolean closing;

  /**
   * An open gate.
   *
   * @param seats requests that may be on their way at a time
   * @param patience how long a request waits for the end of a pause
   */
  public Gate(int seats, Duration patience) {
    this.seats = seats;
    this.patience = patience;
  }

  /**
   * Lets a request in, which must {@link #leave}.
   *
   * @throws ApiException when there are too many, or the pause is long
   */
  synchronized void enter() throws InterruptedException {
    requireOpen();
    if (taken >= seats) {
      throw ApiException.tooMany(
          "too_many_requests", taken + " requests are being answered already", SOON);
    }
    taken++;
    long end = System.nanoTime() + patience.toNanos();
    try {
      while (paused) {
        long left = end - System.nanoTime();
        if (left <= 0) {
          throw ApiException.unavailable("paused", "the server is paused", SOON);
        }
        wait(Math.max(1, left / NANOS_A_MILLI));
        requireOpen();
      }
    } catch (ApiException | InterruptedException e) {
      taken--;
      throw e;
    }
  }

  private void requireOpen() {
    if (closing) {
      throw ApiException.unavailable("shutting_down", "the server is shutting down", SOON);
    }
  }

  synchronized void leave() {
    taken--;
    notifyAll();
  }

  /**
   * Lets nothing more in for good, and waits for what is under way.
   *
   * @param longest time to wait; what is not finished then is left to its fate
   */
  synchronized void drain(Duration longest) {
    closing = true;
    notifyAll();
    long end = System.nanoTime() + longest.toNanos();
    try {
      while (taken > 0 && end - System.nanoTime() > 0) {
        wait(Math.max(1, (end - System.nanoTime()) / NANOS_A_MILLI));
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  synchronized void took(Flight flight) {
    flying.add(flight);
  }

  synchronized void landed(Flight flight) {
    flying.remove(flight);
  }

  /**
   * Lets nothing more in.
   *
   * @param abort whether what is under way ends with an error, instead of being finished
   */
  synchronized void pause(boolean abort) {
    paused = true;
    if (abort) {
      flying.forEach(
          flight ->
              flight.abort(ApiException.unavailable("aborted", "the server was paused", SOON)));
    }
  }

  synchronized void resume() {
    paused = false;
    notifyAll();
  }

  synchronized boolean isPaused() {
    return paused;
  }

  /** Requests under way. */
  public synchronized int running() {
    return flying.size();
  }
}
