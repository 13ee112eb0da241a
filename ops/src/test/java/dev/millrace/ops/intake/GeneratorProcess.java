package dev.millrace.ops.intake;

import dev.millrace.ops.Millrace;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The millrace command in a virtual machine of its own. */
final class GeneratorProcess {
  private GeneratorProcess() {}

  /** Starts it; what it prints goes to a file, its log beside it. */
  static Process start(String[] arguments, Path out) throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(
        List.of(
            "-Xmx256m",
            "-XX:+UseSerialGC",
            "-XX:TieredStopAtLevel=1",
            "-XX:-UsePerfData",
            "-Dai.djl.offline=true",
            "-Dai.djl.pytorch.num_threads=1",
            "-Dai.djl.pytorch.num_interop_threads=1",
            "-Dmillrace.log.file=" + out + ".log",
            Millrace.class.getName()));
    command.addAll(List.of(arguments));
    ProcessBuilder builder =
        new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(out.toFile());
    builder.environment().put("CLASSPATH", System.getProperty("java.class.path"));
    builder.environment().put("OMP_NUM_THREADS", "1");
    builder.environment().put("OPT_OUT_TRACKING", "true");
    builder.environment().put("RUST_FLAVOR", "cpu");
    return builder.start();
  }
}
