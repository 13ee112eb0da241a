package dev.millrace.policy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Assumptions;

/**
 * The folder of reference data beside the repository; tests that need it are skipped without it.
 */
final class SharedData {
  private SharedData() {}

  static Path policy(String name) {
    Optional<Path> directory =
        root().map(root -> root.resolve("policies").resolve(name)).filter(Files::isDirectory);
    Assumptions.assumeTrue(
        directory.isPresent(),
        "skipped: reference policy " + name + " is not there; set MILLRACE_DATA to its folder");
    return directory.orElseThrow();
  }

  private static Optional<Path> root() {
    String named = System.getenv("MILLRACE_DATA");
    if (named != null) {
      return Optional.of(Path.of(named));
    }
    for (Path up = Path.of("").toAbsolutePath(); up != null; up = up.getParent()) {
      Path candidate = up.resolveSibling("shared").resolve("data");
      if (Files.isDirectory(candidate)) {
        return Optional.of(candidate);
      }
    }
    return Optional.empty();
  }
}
