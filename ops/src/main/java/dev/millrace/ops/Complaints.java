package dev.millrace.ops;

import dev.millrace.job.settings.InvalidOptionException;
import dev.millrace.job.settings.NearestName;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.slf4j.LoggerFactory;
import picocli.CommandLine;
import picocli.CommandLine.MissingParameterException;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.UnmatchedArgumentException;

/** What is said when a command cannot be understood or fails: one line, on standard error. */
final class Complaints {
  /** Where a JSON parser began, in a text that it does not show. */
  private static final Pattern SOURCE_OF_JSON =
      Pattern.compile(" \\(start marker at \\[Source: [^\\]]*\\]\\)");

  private Complaints() {}

  /** A command line that cannot be understood: names the option and the nearest known one. */
  static int ofUsage(ParameterException problem, String[] arguments) {
    CommandLine command = problem.getCommandLine();
    say(command, usageMessage(problem) + " (see " + name(command) + " --help)");
    return CommandLine.ExitCode.USAGE;
  }

  /**
   * A command that failed: an expected failure says what to repair; anything else leaves its trace
   * in the log file.
   */
  static int ofExecution(Exception failure, CommandLine command, @Nullable ParseResult parsed) {
    Optional<String> expected = Expected.messageOf(failure);
    if (expected.isPresent()) {
      say(command, expected.get());
    } else {
      LoggerFactory.getLogger(Complaints.class).error("{} failed", name(command), failure);
      say(
          command,
          "internal error: " + oneLine(failure.toString()) + "; the trace is in " + LogFile.path());
    }
    return failure instanceof InvalidOptionException
        ? CommandLine.ExitCode.USAGE
        : CommandLine.ExitCode.SOFTWARE;
  }

  private static String usageMessage(ParameterException problem) {
    CommandSpec spec = problem.getCommandLine().getCommandSpec();
    if (problem instanceof UnmatchedArgumentException unmatched) {
      String typed = unmatched.getUnmatched().get(0);
      int equals = typed.indexOf('=');
      String word = equals < 0 ? typed : typed.substring(0, equals);
      boolean option = word.startsWith("-");
      List<String> known =
          option
              ? spec.options().stream().flatMap(o -> Arrays.stream(o.names())).toList()
              : List.copyOf(spec.subcommands().keySet());
      return (option ? "unknown option " : "unexpected argument ") + word + suggestion(word, known);
    }
    if (problem instanceof MissingParameterException missing) {
      return missing.getMissing().stream().map(Complaints::label).findFirst().orElse("argument")
          + ": is missing";
    }
    ArgSpec argument = problem.getArgSpec();
    String value = problem.getValue();
    if (argument == null || value == null) {
      return oneLine(String.valueOf(problem.getMessage()));
    }
    return label(argument) + ": " + oneLine(reason(problem, value));
  }

  /** Why a value was refused: the converter's own words, or the type that was expected. */
  private static String reason(ParameterException problem, String value) {
    if (problem.getCause() instanceof CommandLine.TypeConversionException converter
        && converter.getMessage() != null) {
      return converter.getMessage();
    }
    ArgSpec argument = problem.getArgSpec();
    if (argument != null && argument.type() == Map.class) {
      return "must be " + argument.paramLabel() + ", was " + value;
    }
    return value
        + " is not a "
        + (argument == null ? "value" : argument.type().getSimpleName().toLowerCase(Locale.ROOT));
  }

  private static String label(ArgSpec argument) {
    return argument.isOption()
        ? ((CommandLine.Model.OptionSpec) argument).longestName()
        : argument.paramLabel();
  }

  private static String suggestion(String typed, List<String> names) {
    return names.isEmpty() ? "" : "; the nearest is " + NearestName.of(typed, names);
  }

  private static void say(CommandLine command, String message) {
    String readable = SOURCE_OF_JSON.matcher(message).replaceAll("");
    command.getErr().println(name(command) + ": " + readable);
    command.getErr().flush();
  }

  private static String name(CommandLine command) {
    return command.getCommandSpec().qualifiedName();
  }

  private static String oneLine(String text) {
    return text.lines().map(String::strip).filter(line -> !line.isEmpty()).findFirst().orElse(text);
  }
}
