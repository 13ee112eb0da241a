package dev.millrace.job.score.code;

import static dev.millrace.job.score.code.Sandboxes.prompt;
import static dev.millrace.job.score.code.Sandboxes.settings;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The lesser isolation: processes and limits without name spaces. */
class LimitsTest {
  private static final CodeSettings SETTINGS = settings("cpu", "1 s", "timeout", "3 s");
  private static Sandbox sandbox;

  @BeforeAll
  static void start() throws IOException {
    Sandboxes.assume(IsolationLevel.LIMITS);
    Path python = Path.of(Isolation.probe("python3").python());
    sandbox = Sandbox.start(Isolation.command(IsolationLevel.LIMITS, python));
  }

  @AfterAll
  static void end() {
    if (sandbox != null) {
      sandbox.close();
    }
  }

  private static CodeVerdict.Outcome judge(String program) throws IOException {
    var tests = prompt("assert f(2) == 4");
    return sandbox.judge(CodeTask.of(tests, program, "python3", Map.of()), SETTINGS).outcome();
  }

  @ParameterizedTest
  @CsvSource({
    "def f(x): return x * x, PASSED",
    "def f(x): return x, FAILED",
    "import os; os._exit(0), FAILED",
    "import socket; socket.socket(), FAILED",
    "b = bytearray(1 << 30), FAILED",
    "import time; time.sleep(100), TIMEOUT",
  })
  void programIsJudgedByItsAnswers(String program, CodeVerdict.Outcome outcome) throws IOException {
    assertThat(judge(program)).isEqualTo(outcome);
  }

  @Test
  void programLeavesNeitherProcessNorFile() throws IOException {
    String program =
        """
        import os, subprocess
        subprocess.Popen(['sleep', '8765432'], start_new_session=True)
        open('left', 'w').close()
        place = os.getcwd()
        def f(x): return 4 if place.startswith('/tmp/program-') else 0
        """;
    assertThat(judge(program)).isEqualTo(CodeVerdict.Outcome.PASSED);
    try (Stream<ProcessHandle> all = ProcessHandle.allProcesses()) {
      assertThat(all.filter(p -> p.info().commandLine().orElse("").endsWith("sleep 8765432")))
          .isEmpty();
    }
    try (Stream<Path> all = Files.list(Path.of("/tmp"))) {
      assertThat(all.filter(p -> Files.exists(p.resolve("left")))).isEmpty();
    }
  }
}
