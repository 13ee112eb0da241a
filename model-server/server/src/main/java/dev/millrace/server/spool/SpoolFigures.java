package dev.millrace.server.spool;

import java.util.concurrent.atomic.AtomicLong;

/** What became of the records of a spool, since its start. Thread-safe. */
public final class SpoolFigures {
  private final AtomicLong written = new AtomicLong();
  private final AtomicLong expired = new AtomicLong();
  private final AtomicLong refused = new AtomicLong();
  private final AtomicLong damaged = new AtomicLong();
  private volatile boolean waiting;

  void written() {
    written.incrementAndGet();
  }

  void expired() {
    expired.incrementAndGet();
  }

  void refused() {
    refused.incrementAndGet();
  }

  void damaged() {
    damaged.incrementAndGet();
  }

  void waiting(boolean forBroker) {
    waiting = forBroker;
  }

  /** Records that the broker has acknowledged. */
  public long recordsWritten() {
    return written.get();
  }

  /** Records that had grown too old. */
  public long recordsExpired() {
    return expired.get();
  }

  /** Records that their topic does not take. */
  public long recordsRefused() {
    return refused.get();
  }

  /** Files whose rest could not be read. */
  public long filesDamaged() {
    return damaged.get();
  }

  /** Whether the broker has not taken what it was given last. */
  public boolean isWaiting() {
    return waiting;
  }
}
