package dev.millrace.ops.intake;

import ai.djl.ndarray.NDArray;
import dev.millrace.policy.Family;
import dev.millrace.policy.Policy;
import dev.millrace.policy.PolicyConfig;
import dev.millrace.policy.TokenizerFiles;
import dev.millrace.policy.Torch;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** A policy of some thousand parameters with initial weights, for tests that need any. */
final class TestPolicy {
  private static final List<String> VOCABULARY =
      Stream.concat(
              "0123456789+=".chars().mapToObj(c -> String.valueOf((char) c)),
              Stream.of("<end>", "<pad>"))
          .toList();

  static final int VOCABULARY_SIZE = VOCABULARY.size();

  private static final PolicyConfig CONFIG =
      new PolicyConfig(
          Family.LLAMA,
          VOCABULARY.size(),
          16,
          1,
          2,
          1,
          8,
          32,
          64,
          10_000,
          1e-5,
          false,
          true,
          new int[] {VOCABULARY.indexOf("<end>")},
          null,
          VOCABULARY.indexOf("<pad>"));

  private TestPolicy() {}

  /** Writes the policy of a seed, with its tokenizer, below a directory. */
  static Path write(Path directory, long seed) {
    Torch.enterThread();
    Path vocabulary = directory.resolve("vocabulary");
    TokenizerFiles.writeCharacters(vocabulary, VOCABULARY);
    Path model = directory.resolve("model");
    try (Policy policy = Policy.initialise(CONFIG, seed, Torch.device("cpu"))) {
      widen(policy);
      policy.export(model, vocabulary);
    }
    return model;
  }

  /** Initial weights are so small that every matrix could be another: these are not. */
  private static void widen(Policy policy) {
    for (NDArray parameter : policy.parameters()) {
      if (parameter.getShape().dimension() == 2) {
        try (NDArray wide = parameter.mul(20)) {
          wide.copyTo(parameter);
        }
      }
    }
  }
}
