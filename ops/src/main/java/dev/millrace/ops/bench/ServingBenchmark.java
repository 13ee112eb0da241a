package dev.millrace.ops.bench;

import ai.djl.Device;
import dev.millrace.policy.Generation;
import dev.millrace.policy.GenerationRequest;
import dev.millrace.policy.Policy;
import dev.millrace.policy.PolicyConfig;
import dev.millrace.policy.Torch;
import dev.millrace.schemas.Sampling;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/**
 * The engine under live requests: beside batches of the same requests in turn with it, and while
 * weights change.
 */
final class ServingBenchmark {
  static final PolicyConfig POLICY = ComputeBenchmark.policy(512);
  private static final int STREAMS = 64;
  private static final int PROMPT = 16;
  private static final int RESPONSE = 64;
  private static final int SHORTEST = 8;
  private static final int LONGEST = 240;
  private static final int MIXED = 8 * STREAMS;
  private static final int IGNORED = 1;
  private static final int REPETITIONS = 3;
  private static final int SWAPS = 100;

  private final BenchReport.Section section;
  private final long seed;

  ServingBenchmark(BenchReport.Section section, long seed) {
    this.section = section;
    this.seed = seed;
  }

  /**
   * Measures all.
   *
   * @param directory where weight versions are written
   */
  void run(Path directory) throws IOException, InterruptedException {
    Torch.enterThread();
    try (Policy batches = Policy.initialise(POLICY, seed, Device.cpu());
        EngineUnderLoad engine = EngineUnderLoad.start(seed, STREAMS, directory)) {
      compare(
          engine,
          batches,
          equal(),
          "64 streams, 16 + 64 tokens",
          "share of whole batches of the same requests",
          0.8);
      compare(
          engine,
          batches,
          mixed(),
          MIXED + " requests, 8 to 240 + 8 to 240 tokens, 64 rows",
          "over one batch of 64 at a time",
          1.5);
      swaps(engine);
    }
  }

  private void compare(
      EngineUnderLoad engine,
      Policy policy,
      List<GenerationRequest> requests,
      String name,
      String over,
      double wanted)
      throws InterruptedException {
    double tokens = requests.stream().mapToLong(r -> r.sampling().maxTokens()).sum();
    double[] batch = new double[REPETITIONS];
    double[] live = new double[REPETITIONS];
    for (int i = -IGNORED; i < REPETITIONS; i++) {
      double apart = ComputeClock.seconds(() -> inBatches(policy, requests));
      double together = engine.secondsFor(requests);
      if (i >= 0) {
        batch[i] = apart;
        live[i] = together;
      }
    }
    section.add(Figure.of(name, tokens / new Durations(live).median(), "tokens/s"));
    section.add(
        Figure.of(
                name + ": " + over,
                new Durations(batch).median() / new Durations(live).median(),
                "")
            .atLeast(wanted));
  }

  private static void inBatches(Policy policy, List<GenerationRequest> requests) {
    for (int i = 0; i < requests.size(); i += STREAMS) {
      var unused = Generation.generate(policy, requests.subList(i, i + STREAMS));
    }
  }

  private void swaps(EngineUnderLoad engine) throws InterruptedException {
    Durations without = engine.gapsBetweenTokens(equal(), () -> Thread.sleep(3_000));
    Durations during =
        engine.gapsBetweenTokens(
            equal(),
            () -> {
              for (int swap = 0; swap < SWAPS; swap++) {
                engine.swap();
              }
            });
    String name = "time between two tokens, 64 streams, p99";
    section.add(Figure.of(name, without.quantile(0.99) * 1e3, "ms"));
    section.add(
        Figure.of(name + ", during " + SWAPS + " swaps", during.quantile(0.99) * 1e3, "ms"));
    section.add(
        Figure.of(
                "p99 during swaps over p99 without",
                during.quantile(0.99) / without.quantile(0.99),
                "")
            .atMost(2));
    section.add(Figure.of("requests that failed", engine.failures(), "").atMost(0));
  }

  private List<GenerationRequest> equal() {
    return requests(STREAMS, PROMPT, PROMPT, RESPONSE, RESPONSE);
  }

  private List<GenerationRequest> mixed() {
    return requests(MIXED, SHORTEST, LONGEST, SHORTEST, LONGEST);
  }

  private List<GenerationRequest> requests(
      int count, int leastPrompt, int mostPrompt, int leastTokens, int mostTokens) {
    SplittableRandom random = new SplittableRandom(seed);
    List<GenerationRequest> requests = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      int length = between(random, leastPrompt, mostPrompt);
      int[] prompt = random.ints(length, 0, POLICY.vocabSize()).toArray();
      Sampling sampling = new Sampling(1, 1, 0, between(random, leastTokens, mostTokens), seed);
      requests.add(new GenerationRequest("request-" + i, 0, prompt, sampling, new int[0]));
    }
    return requests;
  }

  /** Log-uniform: as many from 8 to 16 as from 120 to 240. */
  private static int between(SplittableRandom random, int least, int most) {
    return (int) Math.round(least * Math.pow((double) most / least, random.nextDouble()));
  }
}
