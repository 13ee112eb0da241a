package dev.millrace.job.score.code;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What this host offers for running programs of a model.
 *
 * @param level the highest level that works here; absent when none does
 * @param command what starts a sandbox of that level; empty when none does
 * @param python the interpreter that was found; empty when none was
 * @param findings a line for each level: that it works, or why not
 */
public record Isolation(
    @Nullable IsolationLevel level, List<String> command, String python, List<String> findings) {
  /** A user that no file belongs to: what root becomes before anything else. */
  private static final String NOBODY = "65534";

  private static final List<String> UNSHARE =
      List.of(
          "unshare",
          "--user",
          "--map-root-user",
          "--mount",
          "--pid",
          "--net",
          "--ipc",
          "--uts",
          "--cgroup",
          "--fork",
          "--kill-child",
          "--mount-proc");

  /** Tries the levels on this host, the highest first, by starting a sandbox of each. */
  public static Isolation probe(String python) {
    List<String> findings = new ArrayList<>();
    List<Path> interpreters = interpreters(python);
    if (interpreters.isEmpty()) {
      return new Isolation(null, List.of(), "", List.of("no interpreter " + python + " was found"));
    }
    for (IsolationLevel level : List.of(IsolationLevel.NAMESPACES, IsolationLevel.LIMITS)) {
      String name = level.name().toLowerCase(Locale.ROOT);
      for (Path interpreter : interpreters) {
        List<String> command = command(level, interpreter);
        try {
          Sandbox.start(command).close();
          findings.add(name + ": offered, with " + interpreter);
          return new Isolation(level, command, interpreter.toString(), List.copyOf(findings));
        } catch (IOException e) {
          findings.add(name + ": not with " + interpreter + ": " + e.getMessage());
        }
      }
    }
    return new Isolation(null, List.of(), "", List.copyOf(findings));
  }

  static List<String> command(IsolationLevel level, Path interpreter) {
    List<String> command = new ArrayList<>();
    if (isRoot()) {
      command.addAll(List.of("setpriv", "--reuid=" + NOBODY, "--regid=" + NOBODY));
      command.addAll(List.of("--clear-groups", "--no-new-privs"));
    }
    if (level == IsolationLevel.NAMESPACES) {
      command.addAll(UNSHARE);
    }
    // Isolated mode: neither the directory nor the environment decides what is imported.
    command.addAll(List.of(interpreter.toString(), "-I", "-B", "-c", SandboxSource.text()));
    command.add(level.name().toLowerCase(Locale.ROOT));
    return List.copyOf(command);
  }

  private static boolean isRoot() {
    try {
      return Integer.valueOf(0).equals(Files.getAttribute(Path.of("/proc/self"), "unix:uid"));
    } catch (IOException | UnsupportedOperationException | IllegalArgumentException e) {
      return false;
    }
  }

  private static List<Path> interpreters(String python) {
    if (python.contains("/")) {
      Path path = Path.of(python);
      return Files.isExecutable(path) ? List.of(path) : List.of();
    }
    Set<Path> found = new LinkedHashSet<>();
    String path = String.valueOf(System.getenv("PATH")) + ":/usr/local/bin:/usr/bin";
    for (String directory : path.split(File.pathSeparator, -1)) {
      Path candidate = Path.of(directory, python);
      if (!directory.isEmpty() && Files.isExecutable(candidate)) {
        found.add(candidate);
      }
    }
    return List.copyOf(found);
  }

  /**
   * Refuses a host that offers less than is required.
   *
   * @throws IllegalStateException that says what it offers and which option asks for more
   */
  void require(IsolationLevel least) {
    if (level == null || level.compareTo(least) < 0) {
      throw new IllegalStateException(
          "this host offers less isolation than "
              + CodeSettings.ISOLATION.key()
              + " asks for ("
              + least.name().toLowerCase(Locale.ROOT)
              + "): "
              + String.join("; ", findings));
    }
  }
}
