package dev.millrace.ops;

import dev.millrace.ops.bench.BenchCommand;
import dev.millrace.ops.check.CheckCommand;
import dev.millrace.ops.deadletters.DeadLettersCommand;
import dev.millrace.ops.demo.DemoCommand;
import dev.millrace.ops.demo.UpCommand;
import dev.millrace.ops.feedback.FeedbackCommand;
import dev.millrace.ops.generator.GeneratorCommand;
import dev.millrace.ops.ingest.IngestCommand;
import dev.millrace.ops.ledger.AuditCommand;
import dev.millrace.ops.reference.OptionsCommand;
import dev.millrace.ops.score.ScoreCommand;
import dev.millrace.ops.serve.KeysCommand;
import dev.millrace.ops.serve.ServeCommand;
import dev.millrace.ops.soak.SoakCommand;
import dev.millrace.ops.status.StatusCommand;
import dev.millrace.ops.trace.TraceCommand;
import dev.millrace.ops.train.TrainCommand;
import dev.millrace.ops.verify.VerifyCommand;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.HelpCommand;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/**
 * The {@code millrace} command. Exit status: 0 success, 1 a failure or a check that did not pass, 2
 * a command line that cannot be understood.
 */
@Command(
    name = "millrace",
    description = "Continuous online reinforcement learning of language models, on a stream.",
    versionProvider = Versions.class,
    mixinStandardHelpOptions = true,
    scope = CommandLine.ScopeType.INHERIT,
    synopsisSubcommandLabel = "COMMAND",
    subcommands = {
      DemoCommand.class,
      UpCommand.class,
      TrainCommand.class,
      GeneratorCommand.class,
      ServeCommand.class,
      KeysCommand.class,
      CheckCommand.class,
      IngestCommand.class,
      ScoreCommand.class,
      BenchCommand.class,
      StatusCommand.class,
      SoakCommand.class,
      TraceCommand.class,
      AuditCommand.class,
      VerifyCommand.class,
      DeadLettersCommand.class,
      FeedbackCommand.class,
      OptionsCommand.class,
      HelpCommand.class
    })
public final class Millrace implements Runnable {
  @Spec private CommandSpec spec;

  public static void main(String[] arguments) {
    System.exit(commandLine().execute(arguments));
  }

  /** The command line with its ways of saying that something is wrong. */
  public static CommandLine commandLine() {
    return new CommandLine(new Millrace())
        .setCaseInsensitiveEnumValuesAllowed(true)
        .setAbbreviatedOptionsAllowed(false)
        .setUsageHelpAutoWidth(true)
        .setParameterExceptionHandler(Complaints::ofUsage)
        .setExecutionExceptionHandler(Complaints::ofExecution);
  }

  @Override
  public void run() {
    spec.commandLine().usage(spec.commandLine().getOut());
  }
}
