package dev.millrace.ops.soak;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.ops.soak.Recoveries.Summary;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The short form of {@code millrace soak}, and what is left of it afterwards. */
class SoakIT {
  private static final List<KillKind> KINDS =
      List.of(
          KillKind.LEARNER_EXCEPTION,
          KillKind.LEARNER_TASK_MANAGER,
          KillKind.NATIVE_CRASH,
          KillKind.JOB_MANAGER,
          KillKind.BROKER,
          KillKind.RESCALE);
  private static final int STEPS = 48;

  @TempDir Path directory;

  @Test
  void killsChangeNothingAndLeaveNothingBehind() throws Exception {
    // What libtorch and the tokenizer load once and keep is there before.
    Templates.sample(SoakPolicy.write(directory.resolve("warm-up"), SoakPolicy.SMALL, 1), 2, 2, 1);
    Set<String> threads = threads();
    List<String> handles = handles();
    Set<Path> temporary = temporary();

    SoakSettings settings =
        SoakSettings.of(directory.resolve("soak"), KINDS.size(), STEPS, 1, Duration.ZERO);
    SoakResult result = Soak.run(settings, KINDS, System.err::println);

    assertThat(result.faults()).isEmpty();
    assertThat(result.killed().weightsDigest()).isEqualTo(result.expected().weightsDigest());
    assertThat(result.recoveries().keySet()).containsExactlyInAnyOrderElementsOf(KINDS);
    assertThat(result.recoveries().values().stream().mapToInt(Summary::count).sum())
        .isEqualTo(KINDS.size() + 1); // there and back again
    assertThat(ProcessHandle.current().descendants()).isEmpty();
    Awaitility.await("threads of the run to end")
        .atMost(Duration.ofSeconds(20))
        .untilAsserted(() -> assertThat(threads()).isSubsetOf(threads));
    Awaitility.await("files of the run to be closed")
        .atMost(Duration.ofSeconds(20))
        .untilAsserted(() -> assertThat(handles()).hasSameSizeAs(handles));
    assertThat(temporary()).isSubsetOf(temporary);
    assertThat(workingFiles()).isEmpty();
  }

  /** Threads but for those that Java keeps for child processes and the test for waiting. */
  private static Set<String> threads() {
    return Thread.getAllStackTraces().keySet().stream()
        .map(Thread::getName)
        .filter(name -> !name.equals("process reaper") && !name.startsWith("awaitility"))
        .collect(Collectors.toSet());
  }

  /** What is open but for jars, which stay open once a class of them was needed. */
  private static List<String> handles() throws IOException {
    try (Stream<Path> open = Files.list(Path.of("/proc/self/fd"))) {
      return open.map(SoakIT::target).filter(name -> !name.endsWith(".jar")).sorted().toList();
    }
  }

  private static String target(Path handle) {
    try {
      // The numbers of sockets and pipes differ from one to the next.
      return Files.readSymbolicLink(handle).toString().replaceAll("\\[[0-9]+\\]", "");
    } catch (IOException e) {
      return "closed.jar"; // the one that listed the directory
    }
  }

  /** What this process makes for a job that it submits; other processes use the directory too. */
  private static Set<Path> temporary() throws IOException {
    try (Stream<Path> files = Files.list(Path.of(System.getProperty("java.io.tmpdir")))) {
      return files
          .filter(file -> file.getFileName().toString().startsWith("flink-jobgraph"))
          .collect(Collectors.toSet());
    }
  }

  private List<Path> workingFiles() throws IOException {
    try (Stream<Path> members = Files.list(directory.resolve("soak/cluster/flink/work"))) {
      return members
          .flatMap(
              member -> {
                File[] files = member.toFile().listFiles();
                return files == null ? Stream.empty() : Arrays.stream(files);
              })
          .map(File::toPath)
          .toList();
    }
  }
}
