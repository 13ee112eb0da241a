package dev.millrace.ops.soak;

import ai.djl.Device;
import dev.millrace.policy.Family;
import dev.millrace.policy.Policy;
import dev.millrace.policy.PolicyConfig;
import dev.millrace.policy.TokenizerFiles;
import dev.millrace.policy.Torch;
import java.nio.file.Path;
import java.util.List;

/** The policies of soaks and trials: their weights are drawn and not learnt. */
final class SoakPolicy {
  static final List<String> VOCABULARY =
      List.of("0", "1", "2", "3", "4", "5", "6", "7", "8", "9", "+", "=", "<end>", "<pad>");
  static final int MAX_POSITIONS = 32;

  /** 124,000 parameters. */
  static final PolicyConfig SMALL = shaped(64, 2, 2, 1, 256);

  /** 33 million parameters: 400 MB with the moments of its optimizer. */
  static final PolicyConfig LARGE = shaped(512, 8, 8, 4, 2176);

  private SoakPolicy() {}

  /** Writes it as a Hugging Face directory below another. */
  static Path write(Path parent, PolicyConfig config, long seed) {
    Torch.enterThread();
    Path vocabulary = parent.resolve("vocabulary");
    Path directory = parent.resolve("policy");
    TokenizerFiles.writeCharacters(vocabulary, VOCABULARY);
    try (Policy policy = Policy.initialise(config, seed, Device.cpu())) {
      policy.export(directory, vocabulary);
    }
    return directory;
  }

  private static PolicyConfig shaped(
      int hidden, int layers, int heads, int keyValueHeads, int intermediate) {
    return new PolicyConfig(
        Family.QWEN2,
        VOCABULARY.size(),
        hidden,
        layers,
        heads,
        keyValueHeads,
        hidden / heads,
        intermediate,
        MAX_POSITIONS,
        10_000,
        1e-6,
        true,
        true,
        new int[] {VOCABULARY.indexOf("<end>")},
        null,
        VOCABULARY.indexOf("<pad>"));
  }
}
