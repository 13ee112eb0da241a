package dev.millrace.ops.loop;

import dev.millrace.ops.UserError;
import dev.millrace.ops.local.StateDirectory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.Stream;

/**
 * The starting policy of a run that is kept, copied into its state directory: the cache may be
 * cleaned and the model's directory may change, and the run must still start and be recomputed.
 */
final class KeptPolicy {
  private KeptPolicy() {}

  /**
   * The policy of a run: the copy where there is one, else the one that is made, of which a kept
   * run takes a copy.
   */
  static StartingPolicy of(StateDirectory state, Supplier<StartingPolicy> made) {
    if (Files.isDirectory(state.policy())) {
      return StartingPolicy.read(state.policy());
    }
    StartingPolicy policy = made.get();
    if (!state.isKept()) {
      return policy;
    }
    try {
      copy(policy.directory(), state.policy());
    } catch (IOException e) {
      throw new UserError(
          state.policy() + ": the starting policy cannot be copied there (" + e + ")", e);
    }
    return StartingPolicy.read(state.policy());
  }

  /** Copies the files of a directory; the target appears only when it is whole. */
  private static void copy(Path source, Path target) throws IOException {
    Path unfinished = target.resolveSibling(target.getFileName() + ".new");
    Files.createDirectories(unfinished);
    for (Path file : files(source)) {
      Files.copy(file, unfinished.resolve(file.getFileName()), StandardCopyOption.REPLACE_EXISTING);
    }
    Files.move(unfinished, target, StandardCopyOption.ATOMIC_MOVE);
  }

  private static List<Path> files(Path directory) throws IOException {
    try (Stream<Path> entries = Files.list(directory)) {
      return entries.filter(Files::isRegularFile).toList();
    }
  }
}
