package dev.millrace.policy;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.jni.JniUtils;
import dev.millrace.schemas.Sampling;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/**
 * Throughput of training and of generation as shares of what a large matrix product reaches in the
 * same process; run by hand, with 6 N and 2 N floating-point operations a token.
 */
public final class PolicyBenchmark {
  private static final int ROUNDS = 25;

  private PolicyBenchmark() {}

  public static void main(String[] arguments) throws Exception {
    Torch.enterThread();
    double roofline = matmul();
    System.out.printf(
        Locale.ROOT,
        "torch threads %d, matmul %.0f GFLOP/s%n",
        JniUtils.getNumThreads(),
        roofline / 1e9);
    PolicyConfig million = config(128, 4, 4, 2, 512, 512);
    PolicyConfig demo = config(64, 2, 4, 4, 256, 16);
    measure("1M", million, 64, 16, 64, 8, roofline);
    measure("demo", demo, 256, 6, 6, 8, roofline);
    weights(million);
    weights(demo);
  }

  private static PolicyConfig config(
      int hidden, int layers, int heads, int kvHeads, int ff, int vocab) {
    return new PolicyConfig(
        Family.LLAMA,
        vocab,
        hidden,
        layers,
        heads,
        kvHeads,
        hidden / heads,
        ff,
        256,
        1e4,
        1e-5,
        false,
        true,
        new int[0],
        null,
        null);
  }

  private static void measure(
      String name, PolicyConfig config, int rows, int prompt, int sampled, int group, double roof) {
    try (Policy policy = Policy.initialise(config, 1, Device.cpu())) {
      long n = config.parameterCount();
      policy.requireGradients(true);
      List<GenerationRequest> requests = new ArrayList<>();
      for (int i = 0; i < rows; i++) {
        int[] tokens = new int[prompt];
        Arrays.fill(tokens, i / group % config.vocabSize());
        requests.add(
            new GenerationRequest(
                "r" + i / group, i % group, tokens, new Sampling(1, 1, 0, sampled, 1), new int[0]));
      }
      double generate = best(() -> Generation.generate(policy, requests));
      long made = (long) rows * sampled;
      report(name + " generate", n, made, generate, 2.0 * n * made / generate / roof);
      double train = best(() -> train(policy, rows, prompt + sampled));
      long seen = (long) rows * (prompt + sampled);
      report(name + " train", n, seen, train, 6.0 * n * seen / train / roof);
      double forward = best(() -> forward(policy, rows, prompt + sampled));
      report(name + " forward", n, seen, forward, 2.0 * n * seen / forward / roof);
    }
  }

  private static void forward(Policy policy, int rows, int length) {
    try (NDManager step = policy.manager().newSubManager()) {
      NDArray tokens = step.ones(new Shape(rows, length)).toType(DataType.INT64, false);
      NDArray all = LogProbs.logSoftmax(policy.head(policy.hidden(tokens)), step.create(1f));
      LogProbs.ofTokens(all, tokens).sum().getFloat();
    }
  }

  private static void train(Policy policy, int rows, int length) {
    JniUtils.setGradMode(true);
    try (NDManager step = policy.manager().newSubManager()) {
      NDArray tokens = step.ones(new Shape(rows, length)).toType(DataType.INT64, false);
      NDArray all = LogProbs.logSoftmax(policy.head(policy.hidden(tokens)), step.create(1f));
      NDArray current = LogProbs.ofTokens(all, tokens);
      NDArray ratio = current.sub(current.stopGradient()).exp();
      NDArray clipped =
          NDArrays.minimum(NDArrays.maximum(ratio, step.create(0.8f)), step.create(1.2f));
      NDArray loss = NDArrays.minimum(ratio, clipped).mean().neg();
      JniUtils.backward((PtNDArray) loss, (PtNDArray) step.ones(loss.getShape()), false, false);
      loss.getFloat();
      JniUtils.setGradMode(false);
      for (NDArray parameter : policy.parameters()) {
        try (NDArray gradient = parameter.getGradient()) {
          gradient.square().sum().getFloat();
        }
        JniUtils.zeroGrad((PtNDArray) parameter);
      }
    } finally {
      JniUtils.setGradMode(false);
    }
  }

  private static void weights(PolicyConfig config) throws Exception {
    Path directory = Files.createTempDirectory("weights");
    try (Policy policy = Policy.initialise(config, 1, Device.cpu())) {
      Path file = directory.resolve("w");
      double write = best(() -> policy.writeWeights(file, false));
      double read = best(() -> policy.readWeights(file));
      double digest = best(() -> WeightsFile.digest(file));
      System.out.printf(
          Locale.ROOT,
          "%d parameters: write %.2f ms, read %.2f ms, digest %.2f ms%n",
          config.parameterCount(),
          write * 1e3,
          read * 1e3,
          digest * 1e3);
      Files.delete(file);
    }
    Files.delete(directory);
  }

  private static double matmul() {
    try (NDManager manager = Torch.rootManager(Device.cpu())) {
      NDArray a = manager.ones(new Shape(1024, 1024));
      double seconds =
          best(
              () -> {
                for (int i = 0; i < 5; i++) {
                  a.matMul(a).close();
                }
              });
      return 5 * 2 * Math.pow(1024, 3) / seconds;
    }
  }

  /**
   * Shortest of several runs, in seconds. With one torch thread this is CPU time of the thread,
   * which other work on the machine disturbs less.
   */
  private static double best(Runnable work) {
    double best = Double.MAX_VALUE;
    for (int round = 0; round < ROUNDS; round++) {
      long start = now();
      work.run();
      best = Math.min(best, (now() - start) / 1e9);
    }
    return best;
  }

  private static long now() {
    return JniUtils.getNumThreads() == 1
        ? ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime()
        : System.nanoTime();
  }

  private static void report(String what, long n, long tokens, double seconds, double share) {
    System.out.printf(
        Locale.ROOT,
        "%s (%d parameters): %.1f ms, %.0f tokens/s, %.0f %% of the roofline%n",
        what,
        n,
        seconds * 1e3,
        tokens / seconds,
        share * 100);
  }
}
