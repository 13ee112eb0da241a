package dev.millrace.server.live;

import dev.millrace.policy.TokenBytes;
import dev.millrace.server.admission.Bell;
import dev.millrace.server.engine.Engine;
import dev.millrace.server.engine.EngineStoppedException;
import dev.millrace.server.engine.QueueFullException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Queue;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What samples the other answers of live requests, on a thread of its own, when nobody waits for
 * the engine: their priority is that of training.
 */
final class SiblingSampling {
  private static final Logger LOG = LoggerFactory.getLogger(SiblingSampling.class);
  private static final int REMEMBERED = 4096;
  private static final Duration LONGEST_WAIT = Duration.ofMillis(200);

  private final Queue<Told> queue;
  private final Bell bell;
  private final Engine engine;
  private final TokenBytes bytes;
  private final LiveSettings settings;
  private final GroupKeeper keeper;
  private final LiveFigures figures;
  private final Repeats repeats = new Repeats(REMEMBERED);
  private final List<LiveGroup> groups = new ArrayList<>();
  private volatile boolean stopping;

  SiblingSampling(
      Queue<Told> queue,
      Bell bell,
      Engine engine,
      TokenBytes bytes,
      LiveSettings settings,
      GroupKeeper keeper,
      LiveFigures figures) {
    this.queue = queue;
    this.bell = bell;
    this.engine = engine;
    this.bytes = bytes;
    this.settings = settings;
    this.keeper = keeper;
    this.figures = figures;
  }

  /** Runs until {@link #stop}; what is not whole then is given up. */
  void run() throws InterruptedException {
    try {
      while (!stopping) {
        long noted = bell.rings();
        if (!turn(System.nanoTime())) {
          bell.awaitAfter(noted, LONGEST_WAIT);
        }
      }
    } finally {
      groups.forEach(group -> end(group, Fate.STOPPED));
      groups.clear();
      for (Told left = queue.poll(); left != null; left = queue.poll()) {
        figures.ended(Fate.STOPPED);
      }
    }
  }

  /** Does one turn; returns whether anything moved. */
  boolean turn(long nowNanos) {
    boolean moved = false;
    for (Iterator<LiveGroup> each = groups.iterator(); each.hasNext(); ) {
      moved |= look(each.next(), each, nowNanos);
    }
    while (groups.size() < settings.mostGroups()) {
      Told next = queue.poll();
      if (next == null) {
        break;
      }
      moved = true;
      if (repeats.isCopy(next.digest(), next.retry())) {
        figures.ended(Fate.RETRY);
      } else {
        long end = nowNanos + settings.longestGroup().toNanos();
        groups.add(new LiveGroup(next, settings.groupSize(), bytes, end, bell::ring));
      }
    }
    return moved;
  }

  private boolean look(LiveGroup group, Iterator<LiveGroup> place, long nowNanos) {
    Fate fate = null;
    try {
      boolean before = group.isAsked();
      if (!before) {
        group.ask(engine);
      }
      if (group.isAsked() && group.isWhole()) {
        fate = keeper.keep(group);
      } else if (group.hasFailed()) {
        fate = Fate.FAILED;
      } else if (group.isLate(nowNanos)) {
        fate = Fate.LATE;
      } else {
        return group.isAsked() != before;
      }
    } catch (QueueFullException e) {
      return false; // asked again at the next turn
    } catch (EngineStoppedException e) {
      fate = Fate.STOPPED;
    } catch (RuntimeException e) {
      // Without its message, which may say what a client wrote.
      LOG.warn("live group {} is given up: {}", group.told().id(), e.getClass().getName());
      fate = Fate.FAILED;
    }
    place.remove();
    end(group, fate);
    return true;
  }

  private void end(LiveGroup group, Fate fate) {
    if (fate != Fate.KEPT) {
      group.cancel();
    }
    figures.ended(fate);
  }

  /** Ends {@link #run}. */
  void stop() {
    stopping = true;
    bell.ring();
  }
}
