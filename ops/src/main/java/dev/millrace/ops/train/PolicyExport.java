package dev.millrace.ops.train;

import ai.djl.Device;
import dev.millrace.ops.UserError;
import dev.millrace.policy.Policy;
import dev.millrace.policy.Torch;
import dev.millrace.policy.WeightsFile;
import dev.millrace.schemas.WeightVersion;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/** The export of published weights as a Hugging Face directory. */
final class PolicyExport {
  private PolicyExport() {}

  /** Refuses a directory that is not empty, before anything was trained for it. */
  static void requireEmpty(Path directory) {
    if (!Files.exists(directory)) {
      return;
    }
    try (Stream<Path> entries = Files.list(directory)) {
      if (entries.findAny().isPresent()) {
        throw new UserError("--out " + directory + ": is not empty");
      }
    } catch (IOException e) {
      throw new UserError("--out " + directory + ": is no directory that can be read", e);
    }
  }

  /**
   * Writes a version.
   *
   * @param model the directory that the run started from: configuration and tokenizer
   */
  static void write(WeightVersion version, Path model, Path directory) {
    Path weights = Path.of(URI.create(version.uri()));
    try {
      String found = WeightsFile.digest(weights);
      if (!found.equals(version.sha256())) {
        throw new IllegalStateException(
            "weights " + weights + " have sha256 " + found + ", not " + version.sha256());
      }
      Files.createDirectories(directory);
    } catch (IOException e) {
      throw new UncheckedIOException("weights " + weights + " to " + directory, e);
    }
    Torch.enterThread();
    try (Policy policy = Policy.load(model, Device.cpu())) {
      policy.readWeights(weights);
      policy.export(directory, model);
    }
  }
}
