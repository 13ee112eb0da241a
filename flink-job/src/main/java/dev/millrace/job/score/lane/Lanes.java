package dev.millrace.job.score.lane;

import dev.millrace.job.score.RemoteVerifier;
import dev.millrace.job.score.Verifier;
import dev.millrace.schemas.Prompt;
import dev.millrace.schemas.Response;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Supplier;

/** One lane for each verifier that may take its time, so that none waits for another. */
public final class Lanes implements AutoCloseable {
  private final Map<String, Lane> lanes = new TreeMap<>();
  private final ScheduledThreadPoolExecutor clock;

  /**
   * Open lanes.
   *
   * @param verifiers by name; those without bounds get a lane
   * @param again makes verifiers of the same names, for a thread of their own
   * @param onMiss told the name of a verifier that missed a deadline
   */
  public Lanes(
      Map<String, Verifier> verifiers,
      Supplier<Map<String, Verifier>> again,
      LaneSettings settings,
      Consumer<String> onMiss) {
    clock = new ScheduledThreadPoolExecutor(1, Lanes::daemon);
    clock.setRemoveOnCancelPolicy(true);
    verifiers.forEach(
        (name, verifier) -> {
          if (!verifier.isBounded()) {
            Places places =
                verifier instanceof RemoteVerifier remote
                    ? new RemoteCalls(remote, settings.inFlight())
                    : new WorkerThreads(
                        name,
                        settings.workers(),
                        () -> Objects.requireNonNull(again.get().get(name), name));
            lanes.put(
                name,
                new Lane(places, settings.deadline(), new Clock(clock), () -> onMiss.accept(name)));
          }
        });
  }

  private static Thread daemon(Runnable work) {
    Thread thread = new Thread(work, "verifier-deadlines");
    thread.setDaemon(true);
    return thread;
  }

  /** The names of the verifiers that have one. */
  public Set<String> names() {
    return lanes.keySet();
  }

  /** Whether a verifier that has a lane is left alone because it does not answer. */
  public boolean isSuspended(String verifier) {
    return lane(verifier).isSuspended();
  }

  /** What a verifier that has a lane says of a response; it comes on any thread. */
  public CompletionStage<Map<String, Float>> ask(
      String verifier, Prompt prompt, Response response) {
    return lane(verifier).ask(prompt, response);
  }

  private Lane lane(String verifier) {
    return Objects.requireNonNull(lanes.get(verifier), verifier);
  }

  /** Ends what is under way, without waiting for it. */
  @Override
  public void close() {
    lanes.values().forEach(Lane::close);
    clock.shutdownNow();
  }

  private record Clock(ScheduledThreadPoolExecutor executor) implements Alarm {
    @Override
    public long millis() {
      return TimeUnit.NANOSECONDS.toMillis(System.nanoTime());
    }

    @Override
    public Runnable after(Duration time, Runnable ring) {
      Future<?> alarm = executor.schedule(ring, time.toMillis(), TimeUnit.MILLISECONDS);
      return () -> alarm.cancel(false);
    }
  }
}
