package dev.millrace.server;

import dev.millrace.policy.Policy;
import dev.millrace.policy.Tokenizer;
import dev.millrace.policy.Torch;
import dev.millrace.schemas.WeightVersion;
import dev.millrace.server.admission.Bell;
import dev.millrace.server.engine.Engine;
import dev.millrace.server.engine.EngineSettings;
import dev.millrace.server.external.ExternalSettings;
import dev.millrace.server.sampling.SamplingFigures;
import dev.millrace.server.sampling.WaitingFor;
import dev.millrace.server.weights.VersionFollower;
import java.time.Duration;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * The generator role: prompts in, response groups out, weights followed. One thread reads prompts,
 * one watches for versions, and one owns the policy and samples; with live requests, one more loads
 * versions and one hands groups on.
 */
public final class Generator implements AutoCloseable {
  /** A batch that is being sampled is finished first. */
  private static final Duration STOP_DEADLINE = Duration.ofSeconds(60);

  private static final double NANOS_A_SECOND = 1e9;

  private final GeneratorSettings settings;
  private final @Nullable EngineSettings live;
  private final @Nullable ExternalSettings external;
  private final Bell bell = new Bell();
  private final FirstFailure failure = new FirstFailure(bell);
  private final SamplingFigures figures = new SamplingFigures();
  private final CompletableFuture<Serving.Handle> started = new CompletableFuture<>();
  private final ServiceThread thread;

  private Generator(
      GeneratorSettings settings,
      @Nullable EngineSettings live,
      @Nullable ExternalSettings external) {
    this.settings = settings;
    this.live = live;
    this.external = external;
    this.thread =
        ServiceThread.start("millrace-sampling", this::serve, this::stop, STOP_DEADLINE, failure);
  }

  /**
   * Starts a generator and returns when it knows the newest weights and is about to sample.
   *
   * @throws RuntimeException what kept it from starting: a policy that cannot be loaded, a topic
   *     that does not exist, a broker that does not answer
   */
  public static Generator start(GeneratorSettings settings) {
    return started(new Generator(settings, null, null));
  }

  /**
   * Starts a generator whose groups are sampled by a server of somebody else's.
   *
   * @throws RuntimeException as {@link #start(GeneratorSettings)}, or what the server lacks
   */
  public static Generator start(GeneratorSettings settings, ExternalSettings external) {
    return started(new Generator(settings, null, external));
  }

  /**
   * Starts a generator that answers live requests too, before those for training.
   *
   * @throws RuntimeException as {@link #start(GeneratorSettings)}
   */
  public static Generator start(GeneratorSettings settings, EngineSettings live) {
    return started(new Generator(settings, live, null));
  }

  private static Generator started(Generator generator) {
    generator.awaitStarted();
    return generator;
  }

  private void awaitStarted() {
    try {
      started.get(settings.startTimeout().toMillis(), TimeUnit.MILLISECONDS);
    } catch (ExecutionException e) {
      thread.close();
      if (e.getCause() instanceof RuntimeException cause) {
        throw cause;
      }
      throw new IllegalStateException("the generator could not start", e.getCause());
    } catch (TimeoutException e) {
      stop();
      throw new IllegalStateException(
          "the generator was not ready within " + settings.startTimeout().toSeconds() + " s", e);
    } catch (InterruptedException e) {
      stop();
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while the generator was starting", e);
    }
  }

  private void serve() throws Exception {
    try {
      Torch.enterThread();
      try (Policy policy = Policy.load(settings.modelDirectory(), Torch.device(settings.device()));
          Tokenizer tokenizer = Tokenizer.load(settings.modelDirectory())) {
        new Serving(settings, live, external, bell, failure, figures)
            .run(policy, tokenizer, started::complete);
      }
    } catch (Exception | Error e) {
      if (!started.completeExceptionally(e)) {
        throw e;
      }
    }
  }

  private void stop() {
    CancellationException stopped = new CancellationException("the generator was stopped");
    if (!started.completeExceptionally(stopped) && !started.isCompletedExceptionally()) {
      started.join().groups().stop();
    }
  }

  /**
   * Returns what answers live requests.
   *
   * @throws IllegalStateException when the generator was started without
   */
  public Engine engine() {
    Engine engine = started.join().engine();
    if (engine == null) {
      throw new IllegalStateException("the generator was started without live requests");
    }
    return engine;
  }

  /** Returns what the generator is doing; callable from any thread at any time. */
  public GeneratorStatus status() {
    Serving.Handle serving = started.join();
    VersionFollower.Progress versions = serving.versions().progress();
    WeightVersion refused = versions.refusedVersion();
    Throwable ended = failure.get();
    return new GeneratorStatus(
        ended == null ? waitingFor(serving) : WaitingFor.NOTHING,
        versions.lineage(),
        versions.step(),
        versions.newestStep() - versions.step(),
        figures.groups(),
        figures.written(),
        figures.tokens(),
        figures.samplingNanos() / NANOS_A_SECOND,
        figures.promptsRefused(),
        figures.groupsRefused(),
        versions.installed(),
        versions.skipped(),
        versions.refused(),
        versions.refusal(),
        refused == null ? -1 : refused.lineage(),
        refused == null ? -1 : refused.step(),
        ended);
  }

  private static WaitingFor waitingFor(Serving.Handle serving) {
    return serving.watch().isBrokerSilent() ? WaitingFor.BROKER : serving.groups().waitingFor();
  }

  /** Finishes the batch that is being sampled, writes its groups, and ends. */
  @Override
  public void close() {
    thread.close();
  }
}
