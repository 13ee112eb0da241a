package dev.millrace.ops;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

class MillraceTest {
  /** What a command line printed and how it ended. */
  record Ending(int status, String out, String err) {}

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
  @ValueSource(
      strings = {
        "--help",
        "check --help",
        "check objective --help",
        "demo --help",
        "bench --help",
        "generator --help",
        "--version",
        "check --version",
        "demo --version"
      })
  void helpAndVersionAreEverywhere(String arguments) {
    Ending ending = run(arguments.split(" "));
    assertThat(ending.status()).isZero();
    assertThat(ending.out()).startsWith(arguments.endsWith("--help") ? "Usage: " : "millrace ");
    assertThat(ending.err()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          demo --stpes 3          | unknown option --stpes; the nearest is --steps
          demo --steps many       | --steps: must be a whole number of at least 1, was many
          demo --steps 0          | --steps: must be a whole number of at least 1, was 0
          demo --steps            | --steps
          demo --seed x           | --seed: must be a whole number, was x
          demo --arm pop          | --arm: pop is not one of popo, grpo,
          demo --arm pop          | the nearest is popo
          demo --task adition     | the nearest is addition
          demo --kafka-port 70000 | --kafka-port: must be a whole number from 0 to 65535, was 70000
          demo --interval -1      | --interval: must be a number of seconds from 0.1 to 3600, was -1
          demo --prompts p.jsonl  | --prompts: needs --model
          demo --set max-age      | --set: must be KEY=VALUE, was max-age
          check policy . --device tpu | --device: device must be auto, cpu or gpu:N, was 'tpu'
          check objective         | FILE: is missing
          generator --pipeline p  | --model: is missing
          generator --shards 0    | --shards: must be a whole number of at least 1, was 0
          bench --only lop        | --only: lop is not one of learner, generation, serving,
          bench --task-width 10   | --task-width: must be a whole number from 1 to 9, was 10
          """)
  void badCommandLineEndsWithTwoAndOneLineThatNamesTheOption(String arguments, String complaint) {
    Ending ending = run(arguments.split(" "));
    assertThat(ending.status()).isEqualTo(2);
    assertThat(ending.out()).isEmpty();
    assertThat(ending.err()).hasLineCount(1).contains(complaint);
  }

  @Test
  void missingFileEndsWithOneAndOneLineThatNamesIt() {
    assertThat(run("check", "objective", "no/such/file"))
        .isEqualTo(
            new Ending(
                1,
                "",
                "millrace check objective: no/such/file: there is no such file, or it cannot be"
                    + " read\n"));
    assertThat(run("demo", "--model", "no/such/directory").err())
        .startsWith("millrace demo: --model no/such/directory: there is no such file");
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
