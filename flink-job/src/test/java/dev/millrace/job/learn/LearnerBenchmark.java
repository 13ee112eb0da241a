package dev.millrace.job.learn;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import dev.millrace.job.batch.MicroBatch;
import dev.millrace.job.learn.objective.ObjectiveSettings;
import dev.millrace.job.learn.optimizer.AdamWSettings;
import dev.millrace.job.learn.optimizer.LearningRate;
import dev.millrace.policy.Policy;
import dev.millrace.policy.PolicyConfig;
import dev.millrace.policy.Torch;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.util.Arrays;
import java.util.List;

/**
 * Time of a training step against the matrix multiplication of the same process, 6 operations a
 * parameter and token of the rows as they come. A figure above 100 % is work that was not done:
 * prompts that are shared. Run by hand, with {@code -Dai.djl.pytorch.num_threads=1}.
 */
public final class LearnerBenchmark {
  private LearnerBenchmark() {}

  public static void main(String[] args) throws IOException {
    Torch.enterThread();
    double roofline = roofline();
    System.out.printf("matmul 1024: %.1f GFLOP/s%n", roofline / 1e9);
    measure(
        "124k, 256 x (8 + 5)",
        LearnTestObjects.config(64, 2, 2, 1, 32, 256),
        new LearnTestObjects.Rows(256, 8, 8, 5),
        roofline);
    measure(
        "1M, 64 x (16 + 64)",
        LearnTestObjects.config(128, 4, 4, 2, 32, 512),
        new LearnTestObjects.Rows(64, 8, 16, 64),
        roofline);
  }

  private static void measure(
      String name, PolicyConfig config, LearnTestObjects.Rows rows, double roofline)
      throws IOException {
    try (Learner learner =
        new Learner(
            Policy.initialise(config, 1, Device.cpu()),
            ObjectiveSettings.defaults(),
            AdamWSettings.defaults(),
            LearningRate.warmedUp(1e-5, 0),
            1)) {
      List<MicroBatch> step = LearnTestObjects.step(1, 7, rows, 1);
      int steps = 60;
      double[] seconds = new double[steps];
      for (int i = 0; i < steps; i++) {
        long start = cpuNanos();
        StepUpdate update = learner.train(step.get(0).manifest(), step);
        seconds[i] = (cpuNanos() - start) / 1e9;
        if (i == 0) {
          System.out.println(update);
        }
      }
      Arrays.sort(seconds);
      double median = seconds[steps / 2];
      double work = 6.0 * config.parameterCount() * rows.rows() * (rows.prompt() + rows.longest());
      System.out.printf(
          "%s: %d parameters, median %.2f ms, best %.2f ms, %.0f %% of roofline%n",
          name,
          config.parameterCount(),
          median * 1e3,
          seconds[0] * 1e3,
          100 * work / median / roofline);
      measurePublishing(learner);
    }
  }

  /** What a published version costs beside the step. */
  private static void measurePublishing(Learner learner) throws IOException {
    PublishedWeights published =
        new PublishedWeights(Files.createTempDirectory("millrace-benchmark"), 3);
    double write = Double.MAX_VALUE;
    double canary = Double.MAX_VALUE;
    for (int i = 0; i < 50; i++) {
      long start = cpuNanos();
      published.write(learner.policy(), 1, i);
      long written = cpuNanos();
      CanaryProbe.of(learner.policy());
      write = Math.min(write, (written - start) / 1e6);
      canary = Math.min(canary, (cpuNanos() - written) / 1e6);
    }
    System.out.printf("  weights file %.2f ms, canary %.2f ms%n", write, canary);
  }

  private static double roofline() {
    try (NDManager manager = NDManager.newBaseManager()) {
      NDArray a = manager.ones(new Shape(1024, 1024));
      double best = Double.MAX_VALUE;
      for (int i = 0; i < 30; i++) {
        long start = cpuNanos();
        try (NDArray product = a.matMul(a)) {
          product.getFloat(0, 0);
        }
        best = Math.min(best, (cpuNanos() - start) / 1e9);
      }
      return 2.0 * 1024 * 1024 * 1024 / best;
    }
  }

  /** Time that this thread computed: what else runs on the machine does not count. */
  private static long cpuNanos() {
    return ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
  }
}
