package dev.millrace.ops.bench;

import ai.djl.Device;
import dev.millrace.policy.GenerationRequest;
import dev.millrace.policy.Policy;
import dev.millrace.policy.Torch;
import dev.millrace.policy.WeightsFile;
import dev.millrace.schemas.WeightVersion;
import dev.millrace.server.admission.Bell;
import dev.millrace.server.engine.DecodeLoop;
import dev.millrace.server.engine.EngineFigures;
import dev.millrace.server.engine.EngineSettings;
import dev.millrace.server.weights.RefusedVersionException;
import dev.millrace.server.weights.TwinWeights;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/** An engine on a thread of its own, its clients, and a version of its weights to change to. */
final class EngineUnderLoad implements AutoCloseable {
  private static final Duration DEADLINE = Duration.ofMinutes(5);

  /** What goes on while clients ask. */
  interface Meanwhile {
    void run() throws InterruptedException, RefusedVersionException;
  }

  private final Policy policy;
  private final TwinWeights weights;
  private final WeightVersion version;
  private final DecodeLoop loop;
  private final Thread thread;
  private int failures;

  private EngineUnderLoad(Policy policy, int rows, Path directory) {
    Bell bell = new Bell();
    this.policy = policy;
    this.weights = new TwinWeights(policy, 1, directory, bell);
    WeightsFile file = policy.writeWeights(directory.resolve("weights.safetensors"), false);
    this.version =
        new WeightVersion(
            "bench",
            1,
            1,
            0,
            0,
            file.path().toString(),
            file.sha256(),
            file.bytes(),
            0,
            new long[1],
            null);
    this.loop =
        new DecodeLoop(
            weights,
            policy.config(),
            Device.cpu(),
            new EngineSettings(rows, rows, Integer.MAX_VALUE, 64, DEADLINE, DEADLINE, DEADLINE),
            new EngineFigures(),
            bell,
            System::nanoTime);
    this.thread =
        new Thread(
            () -> {
              Torch.enterThread();
              try {
                loop.run();
              } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
              }
            },
            "bench-engine");
    thread.setDaemon(true);
  }

  static EngineUnderLoad start(long seed, int rows, Path directory) {
    EngineUnderLoad engine =
        new EngineUnderLoad(
            Policy.initialise(ServingBenchmark.POLICY, seed, Device.cpu()), rows, directory);
    engine.thread.start();
    return engine;
  }

  /** Asks all requests at once, waits for the answers, and gives the time that they took. */
  double secondsFor(List<GenerationRequest> requests) throws InterruptedException {
    long started = ComputeClock.nanos(thread);
    Streams streams = Streams.once(loop, requests);
    streams.await(DEADLINE);
    double seconds = (ComputeClock.nanos(thread) - started) / 1e9;
    failures += streams.failures();
    return seconds;
  }

  /** Asks these requests again and again for as long as something else goes on. */
  Durations gapsBetweenTokens(List<GenerationRequest> requests, Meanwhile meanwhile)
      throws InterruptedException {
    Streams streams = Streams.endless(loop, requests);
    try {
      meanwhile.run();
    } catch (RefusedVersionException e) {
      throw new IllegalStateException("the version of the benchmark was refused", e);
    } finally {
      streams.stop();
    }
    streams.await(DEADLINE);
    failures += streams.failures();
    return streams.gaps();
  }

  /** Loads the version, and returns when it samples. */
  void swap() throws RefusedVersionException {
    weights.install(version);
  }

  int failures() {
    return failures;
  }

  @Override
  public void close() {
    loop.stop();
    try {
      thread.join(DEADLINE.toMillis());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    if (thread.isAlive()) {
      throw new IllegalStateException(
          "the engine has not ended within " + DEADLINE.toSeconds() + " s");
    }
    weights.close();
    policy.close();
  }
}
