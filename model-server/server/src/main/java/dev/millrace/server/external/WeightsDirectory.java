package dev.millrace.server.external;

import dev.millrace.policy.Policy;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/**
 * Where weights are laid out for an engine: a Hugging Face directory a version, which is whole when
 * it has its name.
 */
final class WeightsDirectory {
  private static final String WEIGHTS = "model.safetensors";

  private final Path root;
  private final Path model;

  /**
   * @param root where the directories lie; used by nobody else
   * @param model the directory of the starting policy, with its tokenizer
   */
  WeightsDirectory(Path root, Path model) {
    this.root = root.toAbsolutePath();
    this.model = model;
  }

  Path of(VersionName name) {
    return root.resolve(name.toString());
  }

  /** The file that {@link Policy#readWeights} reads. */
  Path weights(VersionName name) {
    return of(name).resolve(WEIGHTS);
  }

  /** Writes the weights that the policy has; returns their directory. */
  Path write(Policy policy, VersionName name) {
    Path target = of(name);
    Path draft = root.resolve(name + ".tmp");
    try {
      delete(draft);
      Files.createDirectories(draft);
      policy.export(draft, model);
      delete(target);
      Files.move(draft, target, StandardCopyOption.ATOMIC_MOVE);
      return target;
    } catch (IOException e) {
      throw new UncheckedIOException("weights for the engine in " + target + ": " + e, e);
    }
  }

  /** Deletes all versions but one. */
  void keepOnly(VersionName name) {
    try (Stream<Path> all = Files.list(root)) {
      for (Path directory : all.toList()) {
        if (!directory.equals(of(name))) {
          delete(directory);
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException("weights for the engine in " + root + ": " + e, e);
    }
  }

  private static void delete(Path directory) throws IOException {
    if (!Files.exists(directory)) {
      return;
    }
    List<Path> inside;
    try (Stream<Path> all = Files.walk(directory)) {
      inside = all.sorted(Comparator.reverseOrder()).toList();
    }
    for (Path path : inside) {
      Files.delete(path);
    }
  }
}
