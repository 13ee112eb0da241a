package dev.millrace.ops.soak;

import ai.djl.Device;
import dev.millrace.policy.Family;
import dev.millrace.policy.Policy;
import dev.millrace.policy.PolicyConfig;
import dev.millrace.policy.TokenizerFiles;
import dev.millrace.policy.Torch;
import java.nio.file.Path;
import java.util.List;

/** The policy of a soak: small, with weights that are drawn and not learnt. */
final class SoakPolicy {
  static final List<String> VOCABULARY =
      List.of("0", "1", "2", "3", "4", "5", "6", "7", "8", "9", "+", "=", "<end>", "<pad>");
  static final int MAX_POSITIONS = 32;

  private static final PolicyConfig CONFIG =
      new PolicyConfig(
          Family.QWEN2,
          VOCABULARY.size(),
          64,
          2,
          2,
          1,
          32,
          256,
          MAX_POSITIONS,
          10_000,
          1e-6,
          true,
          true,
          new int[] {VOCABULARY.indexOf("<end>")},
          null,
          VOCABULARY.indexOf("<pad>"));

  private SoakPolicy() {}

  /** Writes it as a Hugging Face directory below another. */
  static Path write(Path parent, long seed) {
    Torch.enterThread();
    Path vocabulary = parent.resolve("vocabulary");
    Path directory = parent.resolve("policy");
    TokenizerFiles.writeCharacters(vocabulary, VOCABULARY);
    try (Policy policy = Policy.initialise(CONFIG, seed, Device.cpu())) {
      policy.export(directory, vocabulary);
    }
    return directory;
  }
}
