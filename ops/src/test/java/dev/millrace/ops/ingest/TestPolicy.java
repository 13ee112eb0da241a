package dev.millrace.ops.ingest;

import ai.djl.Device;
import dev.millrace.policy.Family;
import dev.millrace.policy.Policy;
import dev.millrace.policy.PolicyConfig;
import dev.millrace.policy.TokenizerFiles;
import dev.millrace.policy.Torch;
import java.nio.file.Path;
import java.util.List;

/** A small policy whose tokens are characters and an end, so that its text is its tokens. */
final class TestPolicy {
  private static final List<String> CHARACTERS =
      List.of("0", "1", "2", "3", "4", "5", "6", "7", "8", "9", "+", "=", "<end>");

  static final int END = 12;

  private TestPolicy() {}

  /** Writes it below a directory; equal seeds give equal weights. */
  static Path write(Path directory, long seed) {
    Torch.enterThread();
    Path vocabulary = directory.resolve("vocabulary");
    TokenizerFiles.writeCharacters(vocabulary, CHARACTERS);
    PolicyConfig config =
        new PolicyConfig(
            Family.LLAMA,
            CHARACTERS.size(),
            16,
            2,
            2,
            1,
            8,
            32,
            24,
            10_000,
            1e-6,
            false,
            true,
            new int[] {END},
            null,
            null);
    Path model = directory.resolve("model");
    try (Policy policy = Policy.initialise(config, seed, Device.cpu())) {
      policy.export(model, vocabulary);
    }
    return model;
  }
}
