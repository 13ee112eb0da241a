package dev.millrace.server.sampling;

import dev.millrace.policy.GenerationRequest;
import dev.millrace.schemas.ResponseGroup;
import dev.millrace.server.FirstFailure;
import dev.millrace.server.admission.Admission;
import dev.millrace.server.admission.Bell;
import dev.millrace.server.admission.PendingPrompt;
import dev.millrace.server.engine.Engine;
import dev.millrace.server.engine.EngineRequest;
import dev.millrace.server.engine.EngineStoppedException;
import dev.millrace.server.engine.Priority;
import dev.millrace.server.engine.QueueFullException;
import dev.millrace.server.engine.TokenListener;
import dev.millrace.server.weights.VersionFollower;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Queue;
import java.util.function.LongSupplier;

/**
 * Prompts for training as requests of an engine that answers live requests too. Prompts are taken
 * as the bound allows, and groups are handed on in the order in which their prompts were taken,
 * whichever is whole first. An answer during which weights change has a span for each version.
 *
 * <p>Runs on a thread of its own, so that a broker that is away holds up no answer.
 */
public final class TrainingFeed {
  /** The one tenant of all training requests: prompts take turns in the admission already. */
  private static final String TENANT = "training";

  private static final Duration LONGEST_WAIT = Duration.ofMillis(50);

  private record Request(GenerationRequest generation, TokenListener listener) {}

  private final Bell bell;
  private final Admission admission;
  private final VersionFollower versions;
  private final Engine engine;
  private final GroupRecipe recipe;
  private final GroupSink sink;
  private final SamplingFigures figures;
  private final FirstFailure failure;
  private final int mostPrompts;
  private final LongSupplier busyNanos;
  private final Clock clock;
  private final Queue<GroupInProgress> groups = new ArrayDeque<>();
  private final Queue<Request> unasked = new ArrayDeque<>();
  private long countedNanos;
  private volatile WaitingFor waitingFor = WaitingFor.PROMPTS;
  private volatile boolean closing;

  /**
   * @param mostPrompts most prompts whose groups are not handed on
   * @param busyNanos time that the engine has spent, to the figures
   * @param clock stamps the groups and decides nothing
   */
  public TrainingFeed(
      Bell bell,
      Admission admission,
      VersionFollower versions,
      Engine engine,
      GroupRecipe recipe,
      GroupSink sink,
      SamplingFigures figures,
      FirstFailure failure,
      int mostPrompts,
      LongSupplier busyNanos,
      Clock clock) {
    this.bell = bell;
    this.admission = admission;
    this.versions = versions;
    this.engine = engine;
    this.recipe = recipe;
    this.sink = sink;
    this.figures = figures;
    this.failure = failure;
    this.mostPrompts = mostPrompts;
    this.busyNanos = busyNanos;
    this.clock = clock;
  }

  /** Runs until {@link #stop} or a failure of any thread. */
  public void run() throws InterruptedException {
    while (!closing && failure.get() == null) {
      long noted = bell.rings();
      if (!turn()) {
        bell.awaitAfter(noted, LONGEST_WAIT);
      }
    }
    writeWhole();
  }

  /** Does one turn; returns whether anything moved. */
  boolean turn() {
    boolean moved = writeWhole();
    List<PendingPrompt> prompts = admission.take(mostPrompts - groups.size());
    for (PendingPrompt prompt : prompts) {
      begin(prompt);
    }
    waitingFor = groups.isEmpty() ? reasonToWait() : WaitingFor.NOTHING;
    return ask() || moved || !prompts.isEmpty();
  }

  private void begin(PendingPrompt prompt) {
    List<GenerationRequest> requests = recipe.requests(prompt);
    GroupInProgress group =
        new GroupInProgress(prompt, requests.size(), clock.millis(), bell::ring, this::failed);
    groups.add(group);
    for (int i = 0; i < requests.size(); i++) {
      unasked.add(new Request(requests.get(i), group.listener(i)));
    }
  }

  /** A prompt without its group is still open, so a restart samples it again. */
  private void failed(RuntimeException why) {
    if (!(why instanceof EngineStoppedException)) {
      failure.fail(why);
    }
  }

  /** Asks the engine for as many answers as may wait; returns whether it took any. */
  private boolean ask() {
    boolean taken = false;
    try {
      for (Request next = unasked.peek(); next != null; next = unasked.peek()) {
        engine.submit(
            new EngineRequest(next.generation(), Priority.TRAINING, TENANT, 0), next.listener());
        unasked.remove();
        taken = true;
      }
    } catch (QueueFullException e) {
      // The others wait here for the next turn.
    } catch (EngineStoppedException e) {
      unasked.clear();
    }
    return taken;
  }

  private boolean writeWhole() {
    boolean written = false;
    for (GroupInProgress first = groups.peek();
        first != null && first.isWhole();
        first = groups.peek()) {
      groups.remove();
      ResponseGroup group =
          recipe.group(first.prompt(), first.answers(), first.startedAtMillis(), clock.millis());
      long spent = busyNanos.getAsLong();
      figures.sampled(List.of(group), spent - countedNanos);
      countedNanos = spent;
      sink.write(first.prompt(), group);
      written = true;
    }
    return written;
  }

  private WaitingFor reasonToWait() {
    if (!admission.hasPrompts()) {
      return WaitingFor.PROMPTS;
    }
    return versions.progress().refusal() == null ? WaitingFor.CAPACITY : WaitingFor.WEIGHTS;
  }

  public WaitingFor waitingFor() {
    return waitingFor;
  }

  /** Takes no more prompts; groups that are whole are still handed on. */
  public void stop() {
    closing = true;
    bell.ring();
  }
}
