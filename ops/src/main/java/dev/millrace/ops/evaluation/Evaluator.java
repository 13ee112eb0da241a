package dev.millrace.ops.evaluation;

import dev.millrace.ops.task.PromptSource;
import dev.millrace.policy.Policy;
import dev.millrace.policy.Tokenizer;
import dev.millrace.policy.Torch;
import dev.millrace.policy.WeightsFile;
import dev.millrace.policy.safetensors.InvalidWeightsException;
import dev.millrace.schemas.Prompt;
import dev.millrace.schemas.WeightVersion;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What measures published versions on held-out prompts while the stream turns: its own copy of the
 * policy, on its own thread, within a small share of a core. It trains nothing, and what it samples
 * never enters the stream.
 */
public final class Evaluator implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(Evaluator.class);
  private static final long LOOK_MILLIS = 200;
  private static final Duration CLOSE_DEADLINE = Duration.ofSeconds(5);

  private final Path model;
  private final PromptSource source;
  private final Judge judge;
  private final EvaluatorSettings settings;
  private final Clock clock;
  private final Consumer<Evaluation> listener;
  private final EvaluationSchedule schedule; // guarded by this
  private final Thread thread;
  private boolean closed; // guarded by this
  private @Nullable Evaluation latest; // guarded by this
  private @Nullable Throwable failure; // guarded by this

  private Evaluator(
      Path model,
      PromptSource source,
      Judge judge,
      EvaluatorSettings settings,
      Clock clock,
      Consumer<Evaluation> listener) {
    this.model = model;
    this.source = source;
    this.judge = judge;
    this.settings = settings;
    this.clock = clock;
    this.listener = listener;
    this.schedule = new EvaluationSchedule(settings);
    this.thread = new Thread(this::run, "evaluator");
    thread.setDaemon(true);
  }

  /**
   * Starts an evaluator.
   *
   * @param model directory of the starting policy and its tokenizer
   * @param source of the held-out prompts; where it has none, nothing is ever evaluated
   * @param judge what is right
   * @param settings how often and how much
   * @param clock that dates evaluations
   * @param listener called on the evaluator's thread
   */
  public static Evaluator start(
      Path model,
      PromptSource source,
      Judge judge,
      EvaluatorSettings settings,
      Clock clock,
      Consumer<Evaluation> listener) {
    Evaluator evaluator = new Evaluator(model, source, judge, settings, clock, listener);
    evaluator.thread.start();
    return evaluator;
  }

  /** Says that a version was published; from any thread, at once. */
  public synchronized void offer(WeightVersion version) {
    schedule.offer(version);
    notifyAll();
  }

  /**
   * Waits for the evaluation of the version of a step, or of a later one. The newest version is
   * examined at once from now on.
   *
   * @throws TimeoutException when there is none in time; says what was waited for
   */
  public synchronized Evaluation finish(long step, Duration deadline)
      throws InterruptedException, TimeoutException {
    schedule.end();
    notifyAll();
    long endNanos = System.nanoTime() + deadline.toNanos();
    while (latest == null || latest.step() < step) {
      long leftMillis = (endNanos - System.nanoTime()) / 1_000_000;
      if (failure != null) {
        throw new IllegalStateException("the evaluator failed: " + failure.getMessage(), failure);
      }
      if (leftMillis <= 0) {
        throw new TimeoutException(
            "waited "
                + deadline
                + " for the evaluation of step "
                + step
                + "; newest version is of step "
                + schedule.newestStep());
      }
      wait(leftMillis);
    }
    return latest;
  }

  private void run() {
    List<Prompt> prompts = source.heldOut(settings.prompts());
    if (prompts.isEmpty()) {
      LOG.warn("{} has no held-out prompts: nothing is evaluated", source.name());
      return;
    }
    try {
      Torch.enterThread();
      try (Tokenizer tokenizer = Tokenizer.load(model);
          Policy policy = Policy.load(model, Torch.device("cpu"))) {
        Examination examination =
            new Examination(prompts, tokenizer, source.maxResponseTokens(), settings.seed(), judge);
        for (WeightVersion due = awaitDue(); due != null; due = awaitDue()) {
          examine(due, examination, policy);
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (RuntimeException e) {
      LOG.error("the evaluator ended: {}", e.toString(), e);
      synchronized (this) {
        failure = e;
        notifyAll();
      }
    }
  }

  private synchronized @Nullable WeightVersion awaitDue() throws InterruptedException {
    while (!closed) {
      WeightVersion due = schedule.due(System.nanoTime());
      if (due != null) {
        return due;
      }
      wait(LOOK_MILLIS);
    }
    return null;
  }

  private void examine(WeightVersion version, Examination examination, Policy policy) {
    long startNanos = System.nanoTime();
    boolean installed = install(version, policy);
    Evaluation evaluation = null;
    if (installed) {
      evaluation =
          new Evaluation(
              version.lineage(),
              version.step(),
              examination.accuracy(policy, 1f),
              examination.accuracy(policy, 0f),
              examination.size(),
              clock.millis());
      listener.accept(evaluation);
    }
    synchronized (this) {
      schedule.examined(version, startNanos, System.nanoTime());
      latest = evaluation == null ? latest : evaluation;
      notifyAll();
    }
  }

  /** Old versions are deleted while the stream turns; one that is gone is not worth a failure. */
  private static boolean install(WeightVersion version, Policy policy) {
    Path file = file(version.uri());
    try {
      if (!WeightsFile.digest(file).equals(version.sha256())) {
        LOG.warn("version {}.{}: {} has another digest", version.lineage(), version.step(), file);
        return false;
      }
      policy.readWeights(file);
      return true;
    } catch (InvalidWeightsException | UncheckedIOException e) {
      LOG.info("version {}.{} not evaluated: {}", version.lineage(), version.step(), e.toString());
      return false;
    }
  }

  private static Path file(String uri) {
    return uri.startsWith("file:") ? Path.of(URI.create(uri)) : Path.of(uri);
  }

  /** Stops; an examination under way is finished first. */
  @Override
  public void close() {
    synchronized (this) {
      closed = true;
      notifyAll();
    }
    try {
      thread.join(CLOSE_DEADLINE.toMillis());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    if (thread.isAlive()) {
      LOG.warn("the evaluator did not end within {}", CLOSE_DEADLINE);
    }
  }
}
