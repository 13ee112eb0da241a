package dev.millrace.server.engine;

import ai.djl.Device;
import dev.millrace.policy.ContinuousBatch;
import dev.millrace.policy.PolicyConfig;
import dev.millrace.server.admission.Bell;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongSupplier;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The engine: one thread that, again and again, takes the newest weights, lets requests in, and
 * samples one token of every answer. Requests come from any thread.
 */
public final class DecodeLoop implements Engine {
  private static final Duration LONGEST_IDLE = Duration.ofMillis(50);
  private static final long LONGEST_RETRY_SECONDS = 60;

  private final PolicySource policies;
  private final PolicyConfig config;
  private final Device device;
  private final EngineSettings settings;
  private final EngineFigures figures;
  private final Bell bell;
  private final LongSupplier nanos;
  private final Object lock = new Object();
  private final FairQueue<Asked> queue = new FairQueue<>(); // under the lock
  private final Throughput throughput = new Throughput(); // under the lock
  private @Nullable RuntimeException refusal; // under the lock: why nothing is accepted any more
  private volatile boolean stopping;
  private volatile long stoppedNanos;

  /**
   * @param config the shape of every policy that the source gives
   * @param bell rings when new weights can be taken, and for new requests
   * @param nanos a monotonic clock
   */
  public DecodeLoop(
      PolicySource policies,
      PolicyConfig config,
      Device device,
      EngineSettings settings,
      EngineFigures figures,
      Bell bell,
      LongSupplier nanos) {
    this.policies = policies;
    this.config = config;
    this.device = device;
    this.settings = settings;
    this.figures = figures;
    this.bell = bell;
    this.nanos = nanos;
  }

  @Override
  public Ticket submit(EngineRequest request, TokenListener listener) throws QueueFullException {
    ContinuousBatch.requireFits(config, request.generation());
    Asked asked = new Asked(request, listener, nanos.getAsLong());
    synchronized (lock) {
      if (refusal != null) {
        throw new EngineStoppedException("the engine takes no more requests", refusal);
      }
      int waiting = queue.size(request.priority());
      if (waiting >= settings.maxWaiting()) {
        throw new QueueFullException(waiting, retryAfter(request.priority()));
      }
      queue.add(request.priority(), request.tenant(), asked.work(), asked);
      figures.waiting(request.priority(), waiting + 1);
    }
    bell.ring();
    return () -> {
      asked.cancel();
      bell.ring();
    };
  }

  /** When half of the queue has probably left. */
  private Duration retryAfter(Priority priority) {
    double rate = throughput.tokensPerSecond();
    if (rate == 0) {
      return Duration.ofSeconds(1);
    }
    double seconds = queue.work(priority) / (2 * rate);
    long whole = (long) Math.ceil(seconds);
    return Duration.ofSeconds(Math.min(LONGEST_RETRY_SECONDS, Math.max(1, whole)));
  }

  /**
   * Runs until it was asked to stop and every accepted request has ended, or the time to drain has
   * passed. The thread has called {@link dev.millrace.policy.Torch#enterThread()}.
   */
  public void run() throws InterruptedException {
    RuntimeException end = new EngineStoppedException("the engine has stopped");
    try (ContinuousBatch batch =
        new ContinuousBatch(config, device, settings.maxRunning(), settings.chunkTokens())) {
      RunningAnswers running = new RunningAnswers(batch, settings, figures, nanos);
      try {
        while (goesOn(running)) {
          long noted = bell.rings();
          if (!turn(running)) {
            bell.awaitAfter(noted, LONGEST_IDLE);
          }
        }
      } catch (RuntimeException | Error e) {
        end = new EngineStoppedException("the engine has failed: " + e, e);
        throw e;
      } finally {
        refuseFromNow(end);
        running.failAll(end);
      }
    } finally {
      refuseFromNow(end);
      for (Asked asked : takeOut(asked -> true)) {
        asked.fail(end);
      }
    }
  }

  private boolean goesOn(RunningAnswers running) {
    if (!stopping) {
      return true;
    }
    boolean idle = running.isEmpty();
    synchronized (lock) {
      for (Priority priority : Priority.values()) {
        idle &= queue.size(priority) == 0;
      }
    }
    return !idle && nanos.getAsLong() - stoppedNanos < settings.drain().toNanos();
  }

  /** Does one turn; returns whether anything was sampled. */
  private boolean turn(RunningAnswers running) {
    PolicySource.Current current = policies.current();
    running.dropUnwanted();
    dropUnwanted();
    admit(running);
    if (running.isEmpty()) {
      return false;
    }
    long started = nanos.getAsLong();
    int tokens = running.step(current);
    long spent = nanos.getAsLong() - started;
    figures.busy(spent);
    synchronized (lock) {
      throughput.add(tokens, spent);
    }
    return true;
  }

  private void admit(RunningAnswers running) {
    for (Priority priority : Priority.values()) {
      while (running.hasRoom(priority)) {
        Asked next = next(priority);
        if (next == null) {
          break;
        }
        running.start(next);
      }
    }
  }

  private @Nullable Asked next(Priority priority) {
    synchronized (lock) {
      Asked next = queue.poll(priority);
      figures.waiting(priority, queue.size(priority));
      return next;
    }
  }

  /** Ends requests that wait, when nobody waits for them any more or they waited too long. */
  private void dropUnwanted() {
    takeOut(Asked::isCancelled).forEach(Asked::failCancelled);
    long latest = nanos.getAsLong() - settings.longestWait().toNanos();
    for (Asked asked :
        takeOut(
            waiting ->
                waiting.request().priority() == Priority.LIVE
                    && waiting.acceptedNanos() - latest < 0)) {
      asked.fail(
          new DeadlinePassedException(
              "request "
                  + asked.name()
                  + " waited more than "
                  + settings.longestWait().toSeconds()
                  + " s for its first step (millrace.server.longest-wait)"));
    }
  }

  private List<Asked> takeOut(Predicate<Asked> which) {
    synchronized (lock) {
      List<Asked> out = new ArrayList<>(queue.removeIf(which));
      for (Priority priority : Priority.values()) {
        figures.waiting(priority, queue.size(priority));
      }
      return out;
    }
  }

  private void refuseFromNow(RuntimeException why) {
    synchronized (lock) {
      if (refusal == null) {
        refusal = why;
      }
    }
  }

  /** Takes no more requests, and ends when those that were accepted have their answers. */
  public void stop() {
    refuseFromNow(new EngineStoppedException("the engine was asked to stop"));
    synchronized (lock) {
      if (!stopping) {
        stoppedNanos = nanos.getAsLong();
        stopping = true;
      }
    }
    bell.ring();
  }
}
