package dev.millrace.job.score.code;

import static dev.millrace.job.score.code.Sandboxes.correct;
import static dev.millrace.job.score.code.Sandboxes.prompt;
import static dev.millrace.job.score.code.Sandboxes.settings;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.schemas.Prompt;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What hostile programs get, and what they leave behind: nothing. */
class RedTeamTest {
  private static final String MARK = "millrace-red-team";
  private static final Prompt TESTS =
      prompt(
          """
          SECRET = 918273
          def one(x):
              assert solve(x) == x * x + SECRET
              return True
          def check(candidate):
              assert all(map(one, (2, 3, 17)))
          check(solve)
          """,
          "entry-point",
          "solve");
  private static final CodeVerifier CODE =
      new CodeVerifier(settings("cpu", "1 s", "timeout", "3 s"));

  @TempDir static Path directory;
  private static Path hostFile;
  private static ServerSocket listener;

  @BeforeAll
  static void host() throws IOException {
    Sandboxes.assumeNamespaces();
    hostFile = Files.writeString(directory.resolve("host"), "untouched");
    // Nothing but the sandbox keeps anybody from it.
    Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwxrwxrwx"));
    Files.setPosixFilePermissions(hostFile, PosixFilePermissions.fromString("rw-rw-rw-"));
    listener = new ServerSocket(0, 10, InetAddress.getLoopbackAddress());
  }

  @AfterAll
  static void end() throws IOException {
    CODE.close();
    if (listener != null) {
      listener.close();
    }
  }

  static Stream<String> names() {
    return HostilePrograms.all().keySet().stream();
  }

  @ParameterizedTest
  @MethodSource("names")
  void hostileProgramIsWrongAndTheHostIsUnharmed(String name) throws IOException {
    String program =
        HostilePrograms.all()
            .get(name)
            .replace("HOST_FILE", hostFile.toString())
            .replace("PORT", String.valueOf(listener.getLocalPort()))
            .replace("MARK", MARK);
    assertThat(correct(CODE, TESTS, program)).isZero();
    assertThat(correct(CODE, TESTS, "def solve(x): return x * x + 918273"))
        .as("the next program in the same sandbox")
        .isEqualTo(1);
    assertThat(hostFile).hasContent("untouched");
    for (String place : List.of("/", "/tmp", "/var/tmp", "/dev/shm", "/usr", "/etc", "/home")) {
      assertThat(Path.of(place, MARK)).doesNotExist();
    }
    assertThat(commandsWith("7654321")).isEmpty();
    listener.setSoTimeout(1);
    assertThatThrownBy(listener::accept).isInstanceOf(SocketTimeoutException.class);
  }

  @Test
  void sandboxThatIsClosedLeavesNoProcess() {
    long before = ProcessHandle.current().descendants().count();
    CodeVerifier code = new CodeVerifier(settings());
    assertThat(correct(code, prompt("assert f() == 1"), "def f(): return 1")).isEqualTo(1);
    assertThat(ProcessHandle.current().descendants().count()).isGreaterThan(before);
    code.close();
    assertThat(ProcessHandle.current().descendants().count()).isEqualTo(before);
  }

  /** The processes of this host whose command line holds a text. */
  private static List<String> commandsWith(String text) throws IOException {
    List<String> found = new ArrayList<>();
    try (Stream<Path> processes = Files.list(Path.of("/proc"))) {
      for (Path process : processes.toList()) {
        try {
          byte[] line = Files.readAllBytes(process.resolve("cmdline"));
          if (new String(line, StandardCharsets.UTF_8).contains(text)) {
            found.add(process.getFileName().toString());
          }
        } catch (IOException e) {
          // not a process, or one that is gone
        }
      }
    }
    return found;
  }
}
