package dev.millrace.ops.demo;

import dev.millrace.ops.Millrace;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;

/** The {@code millrace} command in a process of its own, which can be killed. */
final class MillraceProcess implements AutoCloseable {
  private final Process process;
  private final LinkedBlockingQueue<String> lines = new LinkedBlockingQueue<>();
  private final List<String> seen = new ArrayList<>();

  private MillraceProcess(Process process) {
    this.process = process;
    Thread reader = new Thread(this::read, "output of millrace");
    reader.setDaemon(true);
    reader.start();
  }

  /**
   * Starts it on the class path of the tests.
   *
   * @param prefix command that is to start it; empty for none
   */
  static MillraceProcess start(List<String> prefix, String... arguments) throws IOException {
    List<String> command = new ArrayList<>(prefix);
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(
        List.of(
            "-Xmx1g",
            "-XX:+UseSerialGC",
            "-XX:TieredStopAtLevel=1",
            "-Dai.djl.offline=true",
            "-Dai.djl.pytorch.num_threads=1",
            "-Dai.djl.pytorch.num_interop_threads=1",
            "-cp",
            System.getProperty("java.class.path"),
            Millrace.class.getName()));
    command.addAll(List.of(arguments));
    ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder.environment().put("OMP_NUM_THREADS", "1");
    // Starting policies are made once for all tests, and not where this user keeps those of runs.
    builder
        .environment()
        .put("XDG_CACHE_HOME", Path.of("target", "cache").toAbsolutePath().toString());
    return new MillraceProcess(builder.start());
  }

  private void read() {
    try (BufferedReader output = process.inputReader(StandardCharsets.UTF_8)) {
      for (String line = output.readLine(); line != null; line = output.readLine()) {
        lines.add(line);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Waits for a line; fails with everything that was said when none comes. */
  String line(String what, Duration deadline, Predicate<String> wanted)
      throws InterruptedException {
    long until = System.nanoTime() + deadline.toNanos();
    while (true) {
      String line = lines.poll(Math.max(1, until - System.nanoTime()), TimeUnit.NANOSECONDS);
      if (line == null) {
        throw new AssertionError(
            what + ": no such line within " + deadline + " in\n" + String.join("\n", seen));
      }
      seen.add(line);
      if (wanted.test(line)) {
        return line;
      }
    }
  }

  long pid() {
    return process.pid();
  }

  /** SIGKILL: nothing in the process learns of it. */
  void kill() throws InterruptedException {
    process.destroyForcibly().waitFor();
  }

  /** SIGTERM, as a service manager sends it. */
  void terminate() {
    process.toHandle().destroy(); // Process.destroy would close its output as well
  }

  @Override
  public void close() throws InterruptedException {
    kill();
  }
}
