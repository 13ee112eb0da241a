package dev.millrace.server;

import dev.millrace.policy.Policy;
import dev.millrace.schemas.WeightVersion;
import dev.millrace.server.admission.Admission;
import dev.millrace.server.admission.Bell;
import dev.millrace.server.engine.DecodeLoop;
import dev.millrace.server.engine.Engine;
import dev.millrace.server.engine.EngineFigures;
import dev.millrace.server.engine.EngineSettings;
import dev.millrace.server.engine.PolicySource;
import dev.millrace.server.sampling.GroupMaking;
import dev.millrace.server.sampling.GroupRecipe;
import dev.millrace.server.sampling.GroupSink;
import dev.millrace.server.sampling.SamplingFigures;
import dev.millrace.server.sampling.TrainingFeed;
import dev.millrace.server.sampling.WaitingFor;
import dev.millrace.server.weights.TwinWeights;
import dev.millrace.server.weights.VersionFollower;
import dev.millrace.server.weights.WeightsLoading;
import java.time.Clock;
import java.time.Duration;

/**
 * Groups and live answers by one engine. The thread that calls {@link #run} steps; beside it one
 * thread loads weight versions and one feeds the engine with prompts for training.
 */
final class LiveSampling implements GroupMaking {
  private static final Duration THREAD_DEADLINE = Duration.ofSeconds(10);

  private final TwinWeights twins;
  private final VersionFollower versions;
  private final Admission admission;
  private final FirstFailure failure;
  private final DecodeLoop engine;
  private final WeightsLoading loading;
  private final TrainingFeed feed;

  LiveSampling(
      GeneratorSettings settings,
      EngineSettings live,
      Policy policy,
      TwinWeights twins,
      VersionFollower versions,
      Admission admission,
      Bell bell,
      FirstFailure failure,
      GroupRecipe recipe,
      GroupSink sink,
      SamplingFigures figures) {
    this.twins = twins;
    this.versions = versions;
    this.admission = admission;
    this.failure = failure;
    EngineFigures engineFigures = new EngineFigures();
    this.engine =
        new DecodeLoop(
            this::current,
            policy.config(),
            policy.device(),
            live,
            engineFigures,
            bell,
            System::nanoTime);
    this.loading = new WeightsLoading(versions, this::installed, bell, System::nanoTime);
    this.feed =
        new TrainingFeed(
            bell,
            admission,
            versions,
            engine,
            recipe,
            sink,
            figures,
            failure,
            // Enough to keep the rows of training full while one group is handed on.
            1 + live.maxTrainingRunning() / settings.groupSize(),
            engineFigures::busyNanos,
            Clock.systemUTC());
  }

  Engine engine() {
    return engine;
  }

  private PolicySource.Current current() {
    if (failure.get() != null) {
      engine.stop();
    }
    return twins.current();
  }

  private void installed(WeightVersion version) {
    admission.consumed(version.consumedOffsets());
  }

  @Override
  public void run() throws InterruptedException {
    // The newest version serves from the first answer on.
    WeightVersion first = versions.installNewest(System.nanoTime());
    if (first != null) {
      installed(first);
    }
    ServiceThread loader = thread("millrace-weights", loading::run, loading::stop);
    try {
      ServiceThread feeder = thread("millrace-training", feed::run, feed::stop);
      try {
        engine.run();
      } finally {
        feeder.close();
      }
    } finally {
      twins.stop();
      loader.close();
    }
  }

  private ServiceThread thread(String name, ServiceThread.Service service, Runnable stop) {
    return ServiceThread.start(name, service, stop, THREAD_DEADLINE, failure);
  }

  /** Takes no more requests, and ends when the accepted ones have their answers. */
  @Override
  public void stop() {
    engine.stop();
  }

  @Override
  public WaitingFor waitingFor() {
    return feed.waitingFor();
  }
}
