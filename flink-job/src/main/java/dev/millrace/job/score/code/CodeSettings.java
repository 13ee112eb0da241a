package dev.millrace.job.score.code;

import dev.millrace.job.settings.InvalidOptionException;
import dev.millrace.job.settings.Option;
import dev.millrace.job.settings.OptionValues;
import java.io.Serializable;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/**
 * Options of the verifier {@code code}.
 *
 * @param isolation what the host must offer
 * @param python the interpreter of tests and of programs in Python: a path, or a name on the PATH
 * @param languages command of each further language, the word {@code program} standing for the file
 * @param cpu time that each process of a program may compute; whole seconds, positive
 * @param wall time that a program and its tests may take together; positive
 * @param memoryMb of each process, and of all together
 * @param processes that a program may have at once, threads counted
 */
public record CodeSettings(
    RequiredIsolation isolation,
    String python,
    Map<String, List<String>> languages,
    Duration cpu,
    Duration wall,
    int memoryMb,
    int processes)
    implements Serializable {
  static final Option<RequiredIsolation> ISOLATION =
      Option.oneOf(
          "millrace.score.code-isolation",
          RequiredIsolation.NAMESPACES_WHEN_USED,
          RequiredIsolation.class,
          "How far programs must be kept from the host; where it offers less, none is run."
              + " docs/verifiers.md.");
  static final Option<String> PYTHON =
      Option.text(
          "millrace.score.code-python",
          "python3",
          "The Python interpreter (3.8 or newer) of the verifier 'code': a path, or a name.");
  static final Option<Map<String, List<String>>> LANGUAGES =
      new Option<>(
          "millrace.score.code-languages",
          "commands such as 'perl=/usr/bin/perl program;sh=/bin/sh program'",
          "",
          "Further languages of the verifier 'code', each with the command that runs the file"
              + " 'program'.",
          Languages::parse);
  static final Option<Duration> CPU =
      Option.duration(
          "millrace.score.code-cpu",
          "3 s",
          "How long each process of a program may compute, in whole seconds; longer is wrong.");
  static final Option<Duration> WALL =
      Option.duration(
          "millrace.score.code-timeout",
          "8 s",
          "How long a program and its tests may take in all; longer is wrong.");
  static final Option<Integer> MEMORY =
      Option.integer(
          "millrace.score.code-memory-mb",
          512,
          64,
          65536,
          "Memory of a program, of each process and of all together, in MB.");
  static final Option<Integer> PROCESSES =
      Option.integer(
          "millrace.score.code-processes",
          16,
          2,
          4096,
          "How many processes and threads a program may have at once.");

  /** The options of this verifier. */
  public static final List<Option<?>> OPTIONS =
      List.of(ISOLATION, PYTHON, LANGUAGES, CPU, WALL, MEMORY, PROCESSES);

  public CodeSettings {
    if (cpu.toSeconds() < 1) {
      throw new InvalidOptionException(
          CPU.key() + " must be >= 1 s, was " + cpu.toMillis() + " ms");
    }
    if (wall.isZero()) {
      throw new InvalidOptionException(WALL.key() + " must be > 0, was '0'");
    }
  }

  public static CodeSettings from(OptionValues values) {
    return new CodeSettings(
        values.get(ISOLATION),
        values.get(PYTHON),
        values.get(LANGUAGES),
        values.get(CPU),
        values.get(WALL),
        values.get(MEMORY),
        values.get(PROCESSES));
  }

  /** The settings of a command line that says nothing about code. */
  public static CodeSettings defaults() {
    return from(OptionValues.of(Map.of()));
  }
}
