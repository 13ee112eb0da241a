package dev.millrace.ops.cluster;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * How a child is started: a Java virtual machine of the same installation and class path as this
 * one.
 *
 * @param main its main class
 * @param options of the virtual machine
 * @param arguments of the main class
 */
record ChildJvm(Class<?> main, List<String> options, List<String> arguments) {
  /** One thread of arithmetic a process, no downloads, freed tensors kept. */
  private static final Map<String, String> ENVIRONMENT =
      Map.of(
          "OMP_NUM_THREADS", "1",
          "OPT_OUT_TRACKING", "true",
          "DJL_OFFLINE", "true",
          "RUST_FLAVOR", "cpu",
          "MALLOC_MMAP_THRESHOLD_", "4294967296",
          "MALLOC_TRIM_THRESHOLD_", "17179869184");

  private static final List<String> ALWAYS =
      List.of(
          "-XX:+UseSerialGC",
          "-Xshare:auto",
          "-XX:-UsePerfData",
          "-XX:-CreateCoredumpOnCrash",
          "-Dfile.encoding=UTF-8",
          "-Djava.awt.headless=true",
          "-Dai.djl.offline=true",
          "-Dai.djl.pytorch.num_threads=1",
          "-Dai.djl.pytorch.num_interop_threads=1");

  ChildJvm {
    options = List.copyOf(options);
    arguments = List.copyOf(arguments);
  }

  /**
   * Starts it.
   *
   * @param log where its loggers write; what it prints goes beside it, to {@code .out}
   */
  Process start(Path log) throws IOException {
    Path directory = Files.createDirectories(log.toAbsolutePath().getParent());
    String name = log.getFileName().toString().replaceFirst("\\.log$", "");
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(ALWAYS);
    command.add("-XX:ErrorFile=" + directory.resolve(name + ".crash"));
    command.add("-Dmillrace.log.file=" + log);
    command.addAll(options);
    command.add(main.getName());
    command.addAll(arguments);
    File out = directory.resolve(name + ".out").toFile();
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .directory(directory.toFile())
            .redirectErrorStream(true)
            .redirectOutput(out);
    builder.environment().putAll(ENVIRONMENT);
    // Not on the command line, which would fill a screen of ps with it.
    builder.environment().put("CLASSPATH", absolute(System.getProperty("java.class.path", "")));
    return builder.start();
  }

  /** The children run in another directory than this process. */
  private static String absolute(String classPath) {
    List<String> entries = new ArrayList<>();
    for (String entry : classPath.split(File.pathSeparator, -1)) {
      if (!entry.isEmpty()) {
        entries.add(Path.of(entry).toAbsolutePath().toString());
      }
    }
    return String.join(File.pathSeparator, entries);
  }
}
