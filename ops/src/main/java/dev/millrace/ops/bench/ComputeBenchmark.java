package dev.millrace.ops.bench;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.pytorch.jni.JniUtils;
import dev.millrace.job.batch.MicroBatch;
import dev.millrace.job.batch.Packing;
import dev.millrace.job.batch.Row;
import dev.millrace.job.batch.StepManifest;
import dev.millrace.job.learn.Learner;
import dev.millrace.job.learn.objective.ObjectiveSettings;
import dev.millrace.job.learn.optimizer.AdamWSettings;
import dev.millrace.job.learn.optimizer.LearningRate;
import dev.millrace.policy.Family;
import dev.millrace.policy.Generation;
import dev.millrace.policy.GenerationRequest;
import dev.millrace.policy.Policy;
import dev.millrace.policy.PolicyConfig;
import dev.millrace.policy.Torch;
import dev.millrace.schemas.Sampling;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;

/**
 * The arithmetic alone, without a stream: learner and generator of a policy of a million parameters
 * as shares of what a large matrix product reaches in the same process.
 */
final class ComputeBenchmark {
  private static final int MATRIX = 1024;
  private static final int ROWS = 64;
  private static final int GROUP = 8;
  private static final int PROMPT = 16;
  private static final int RESPONSE = 64;
  private static final int IGNORED = 8;
  private static final int REPETITIONS = 30;

  static final PolicyConfig POLICY = policy(256);

  /** The policy of the benchmark, for sequences of so many tokens. */
  static PolicyConfig policy(int positions) {
    return new PolicyConfig(
        Family.LLAMA,
        512,
        128,
        4,
        4,
        2,
        32,
        512,
        positions,
        1e4,
        1e-5,
        false,
        true,
        new int[0],
        null,
        null);
  }

  private final BenchReport.Section section;
  private final long seed;
  private final double roofline;

  /** Measures the matrix product. */
  ComputeBenchmark(BenchReport report, long seed) {
    this.seed = seed;
    Torch.enterThread();
    section =
        report.section(
            "arithmetic: "
                + POLICY.parameterCount()
                + " parameters, "
                + JniUtils.getNumThreads()
                + " torch thread(s)");
    roofline = Operations.ofProduct(MATRIX) / matrixProduct().median();
    section.add(Figure.of("matrix product " + MATRIX + "^3", roofline / 1e9, "GFLOP/s"));
  }

  private static Durations matrixProduct() {
    try (NDManager manager = NDManager.newBaseManager(Device.cpu(), "PyTorch")) {
      NDArray matrix = manager.ones(new Shape(MATRIX, MATRIX));
      return ComputeClock.measure(
          IGNORED,
          REPETITIONS,
          () -> {
            try (NDArray product = matrix.matMul(matrix)) {
              product.getFloat(0, 0); // on a GPU this waits for the product
            }
          });
    }
  }

  /** Training steps, with a prompt a response and with a prompt a group. */
  void learner() {
    learner("learner step, 64 x (16 + 64) tokens", 1, 0.5);
    learner("the same in groups of 8, each prompt computed once", GROUP, 0);
  }

  private void learner(String name, int group, double share) {
    try (Learner learner =
        new Learner(
            Policy.initialise(POLICY, seed, Device.cpu()),
            ObjectiveSettings.defaults(),
            AdamWSettings.defaults(),
            LearningRate.warmedUp(1e-5, 0),
            1,
            Integer.MAX_VALUE)) {
      List<MicroBatch> parts = drawnStep(group);
      StepManifest manifest = manifest(ROWS * RESPONSE);
      Durations step =
          ComputeClock.measure(IGNORED, REPETITIONS, () -> learner.train(manifest, parts));
      section.add(Figure.of(name, step.median() * 1e3, "ms"));
      long tokens = (long) ROWS * (PROMPT + RESPONSE);
      double reached =
          Operations.ofTraining(POLICY.parameterCount(), tokens) / step.median() / roofline;
      Figure figure = Figure.of(name + ": share of the matrix product", reached, "");
      section.add(share > 0 ? figure.atLeast(share) : figure);
    }
  }

  /** Generation of as many responses at once. */
  void generation() {
    try (Policy policy = Policy.initialise(POLICY, seed, Device.cpu())) {
      List<GenerationRequest> requests = new ArrayList<>();
      for (int row = 0; row < ROWS; row++) {
        int[] prompt = new int[PROMPT];
        Arrays.fill(prompt, row / GROUP);
        requests.add(
            new GenerationRequest(
                "group-" + row / GROUP,
                row % GROUP,
                prompt,
                new Sampling(1, 1, 0, RESPONSE, seed),
                new int[0]));
      }
      Durations all =
          ComputeClock.measure(IGNORED, REPETITIONS, () -> Generation.generate(policy, requests));
      String name = "generation, 64 sequences, 16 + 64 tokens";
      section.add(Figure.of(name, all.median() * 1e3, "ms"));
      double reached =
          Operations.ofGeneration(POLICY.parameterCount(), (long) ROWS * RESPONSE)
              / all.median()
              / roofline;
      section.add(Figure.of(name + ": share of the matrix product", reached, "").atLeast(0.2));
    }
  }

  private List<MicroBatch> drawnStep(int group) {
    SplittableRandom random = new SplittableRandom(seed);
    List<Row> rows = new ArrayList<>();
    int[] prompt = new int[0];
    for (int row = 0; row < ROWS; row++) {
      prompt = row % group == 0 ? tokens(PROMPT, random) : prompt;
      float[] behaviour = new float[RESPONSE];
      byte[] mask = new byte[RESPONSE];
      Arrays.fill(behaviour, (float) -Math.log(POLICY.vocabSize()));
      Arrays.fill(mask, (byte) 1);
      rows.add(
          new Row(
              prompt,
              tokens(RESPONSE, random),
              mask,
              behaviour,
              row % 2 == 0 ? 1 : -1,
              1,
              false,
              row / group));
    }
    return Packing.pack(manifest(ROWS * RESPONSE), rows, ROWS * (PROMPT + RESPONSE));
  }

  private static StepManifest manifest(int responseTokens) {
    return new StepManifest(1, List.of(), ROWS, responseTokens, new long[1], "", Map.of());
  }

  private static int[] tokens(int count, SplittableRandom random) {
    return random.ints(count, 0, POLICY.vocabSize()).toArray();
  }
}
