package dev.millrace.policy;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import dev.millrace.schemas.Sampling;
import java.util.Arrays;
import java.util.SplittableRandom;

/** Small policies and requests for the tests of this module. */
final class TestObjects {
  static final int VOCAB = 23;
  static final int END = 2;

  private TestObjects() {}

  static PolicyConfig llama() {
    return config(Family.LLAMA, 16, 4, 2, 4, false, false);
  }

  /** A decoder of two layers; the head width need not divide the hidden size. */
  static PolicyConfig config(
      Family family, int hidden, int heads, int kvHeads, int headDim, boolean bias, boolean tied) {
    return new PolicyConfig(
        family,
        VOCAB,
        hidden,
        2,
        heads,
        kvHeads,
        headDim,
        20,
        128,
        10_000,
        1e-5,
        bias,
        tied,
        new int[] {END},
        1,
        0);
  }

  /** The same decoder without an end token. */
  static PolicyConfig withoutEnd(PolicyConfig config) {
    return new PolicyConfig(
        config.family(),
        config.vocabSize(),
        config.hiddenSize(),
        config.layers(),
        config.heads(),
        config.kvHeads(),
        config.headDim(),
        config.intermediateSize(),
        config.maxPositions(),
        config.ropeTheta(),
        config.rmsEps(),
        config.attentionBias(),
        config.tiedHead(),
        new int[0],
        config.beginToken(),
        config.padToken());
  }

  /** A policy whose every value is random, biases and norms too, with clearly unequal log-probs. */
  static Policy policy(PolicyConfig config, long seed) {
    Policy policy = Policy.initialise(config, seed, Device.cpu());
    SplittableRandom random = new SplittableRandom(seed);
    for (NDArray parameter : policy.parameters()) {
      boolean norm = parameter.getName().contains("norm");
      float[] values = new float[(int) parameter.size()];
      for (int i = 0; i < values.length; i++) {
        values[i] = (float) (random.nextGaussian() * 0.3 + (norm ? 1 : 0));
      }
      try (NDArray drawn = policy.manager().create(values, parameter.getShape())) {
        drawn.copyTo(parameter);
      }
    }
    return policy;
  }

  static GenerationRequest request(String id, int response, int[] prompt, Sampling sampling) {
    return new GenerationRequest(id, response, prompt, sampling, new int[0]);
  }

  static Sampling sampling(double temperature, double topP, int topK, int maxTokens) {
    return new Sampling((float) temperature, (float) topP, topK, maxTokens, 7);
  }

  static int[] prompt(SplittableRandom random, int length) {
    return random.ints(length, 3, VOCAB).toArray();
  }

  /** Log-probs of tokens[1..] given those before, by the training forward. */
  static float[] logProbs(Policy policy, int[] tokens, double temperature) {
    long[] ids = Arrays.stream(tokens).asLongStream().toArray();
    try (NDManager step = policy.manager().newSubManager()) {
      NDArray input = step.create(ids, new Shape(1, ids.length));
      NDArray all =
          LogProbs.logSoftmax(
              policy.head(policy.hidden(input)), step.create((float) (1 / temperature)));
      int last = ids.length - 1;
      return LogProbs.ofTokens(Torch.slice(all, 1, 0, last), Torch.slice(input, 1, 1, last + 1))
          .toFloatArray();
    }
  }

  static int[] concat(int[] first, int[] second) {
    int[] all = Arrays.copyOf(first, first.length + second.length);
    System.arraycopy(second, 0, all, first.length, second.length);
    return all;
  }
}
