package dev.millrace.server.live;

import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;

/** How much live traffic became of use. Thread-safe. */
public final class LiveFigures {
  private final AtomicLong requests = new AtomicLong();
  private final AtomicLong taken = new AtomicLong();
  private final Map<Fate, AtomicLong> fates = new EnumMap<>(Fate.class);

  public LiveFigures() {
    for (Fate fate : Fate.values()) {
      fates.put(fate, new AtomicLong());
    }
  }

  void request() {
    requests.incrementAndGet();
  }

  void taken() {
    taken.incrementAndGet();
  }

  void ended(Fate fate) {
    of(fate).incrementAndGet();
  }

  private AtomicLong of(Fate fate) {
    AtomicLong count = fates.get(fate);
    if (count == null) {
      throw new IllegalStateException("no figure of " + fate);
    }
    return count;
  }

  /** Requests that were looked at. */
  public long requests() {
    return requests.get();
  }

  /** Requests that were taken. */
  public long requestsTaken() {
    return taken.get();
  }

  /** Taken requests that ended so. */
  public long count(Fate fate) {
    return of(fate).get();
  }
}
