package dev.millrace.ops;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

class MillraceTest {
  /** What a command line printed and how it ended. */
  private record Ending(int status, String out, String err) {}

  @Test
  void unknownOptionIsNamedWithTheNearestKnownOne() {
    assertThat(run("--versoin"))
        .isEqualTo(
            new Ending(
                2,
                "",
                "millrace: unknown option --versoin; the nearest is --version"
                    + " (see millrace --help)\n"));
  }

  @Test
  void unknownCommandIsNamedWithTheNearestKnownOne() {
    assertThat(run("chekc").err())
        .isEqualTo(
            "millrace: unexpected argument chekc; the nearest is check (see millrace --help)\n");
  }

  @ParameterizedTest
  @ValueSource(strings = {"--help", "check --help", "--version", "check --version"})
  void helpAndVersionAreEverywhere(String arguments) {
    Ending ending = run(arguments.split(" "));
    assertThat(ending.status()).isZero();
    assertThat(ending.out()).startsWith(arguments.endsWith("--help") ? "Usage: " : "millrace ");
    assertThat(ending.err()).isEmpty();
  }

  @Test
  void expectedFailureIsFoundThroughItsWrappings() {
    assertThat(
            Expected.messageOf(
                new IllegalStateException("wrapped", new UserError("--port 1: in use"))))
        .hasValue("--port 1: in use");
    assertThat(Expected.messageOf(new IllegalStateException("a defect"))).isEmpty();
  }

  static Ending run(String... arguments) {
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    CommandLine command =
        Millrace.commandLine().setOut(new PrintWriter(out)).setErr(new PrintWriter(err));
    return new Ending(command.execute(arguments), out.toString(), err.toString());
  }
}
