package dev.millrace.job.score.remote;

import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The verdicts of last use, by what was asked, and those that are being asked for. Who asks for the
 * same meanwhile waits for the same answer; it is given up when nobody waits any more. What failed
 * is not remembered.
 */
final class Verdicts {
  private final Map<String, Pending> pending = new HashMap<>();
  private final Map<String, Map<String, Float>> known;

  /** A verdict that is being asked for. */
  private static final class Pending {
    private final CompletableFuture<Map<String, Float>> answer = new CompletableFuture<>();
    private int waiting;
    private @Nullable CompletableFuture<Map<String, Float>> work;
  }

  /** Remembers at most this many; 0 is none. */
  Verdicts(int size) {
    known =
        new LinkedHashMap<>(16, 0.75f, true) {
          @Override
          protected boolean removeEldestEntry(Map.Entry<String, Map<String, Float>> eldest) {
            return size() > size;
          }
        };
  }

  /**
   * A verdict.
   *
   * @param digest of what is asked
   * @param ask begins to ask; its future is cancelled when nobody waits any more
   * @param remembered told when it need not be asked
   * @return a future of the caller's own, which may be cancelled
   */
  CompletableFuture<Map<String, Float>> of(
      String digest, Supplier<CompletableFuture<Map<String, Float>>> ask, Runnable remembered) {
    Pending one;
    boolean first;
    synchronized (this) {
      Map<String, Float> verdict = known.get(digest);
      if (verdict != null) {
        remembered.run();
        return CompletableFuture.completedFuture(verdict);
      }
      first = !pending.containsKey(digest);
      one = pending.computeIfAbsent(digest, absent -> new Pending());
      one.waiting++;
    }
    CompletableFuture<Map<String, Float>> mine = new CompletableFuture<>();
    var unused =
        mine.whenComplete(
            (verdict, failure) -> {
              if (mine.isCancelled()) {
                giveUp(digest, one);
              }
            });
    var unusedToo = one.answer.whenComplete((verdict, failure) -> pass(verdict, failure, mine));
    if (first) {
      begin(digest, one, ask);
    } else {
      remembered.run();
    }
    return mine;
  }

  private void begin(
      String digest, Pending one, Supplier<CompletableFuture<Map<String, Float>>> ask) {
    CompletableFuture<Map<String, Float>> work = ask.get();
    boolean abandoned;
    synchronized (this) {
      one.work = work;
      abandoned = one.waiting == 0;
    }
    var unused =
        work.whenComplete(
            (verdict, failure) -> {
              synchronized (this) {
                pending.remove(digest, one);
                if (failure == null) {
                  known.put(digest, verdict);
                }
              }
              pass(verdict, failure, one.answer);
            });
    if (abandoned) {
      work.cancel(true);
    }
  }

  private static void pass(
      @Nullable Map<String, Float> verdict,
      @Nullable Throwable failure,
      CompletableFuture<Map<String, Float>> to) {
    if (verdict != null) {
      to.complete(verdict);
    } else if (failure != null) {
      to.completeExceptionally(failure);
    }
  }

  private void giveUp(String digest, Pending one) {
    CompletableFuture<Map<String, Float>> work;
    synchronized (this) {
      if (--one.waiting > 0) {
        return;
      }
      pending.remove(digest, one);
      work = one.work;
    }
    if (work != null) {
      work.cancel(true);
    }
  }
}
