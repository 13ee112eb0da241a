package dev.millrace.ops.check;

import dev.millrace.job.score.code.Isolation;
import dev.millrace.job.score.code.IsolationLevel;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** What this host offers for running programs of a model. */
@Command(
    name = "sandbox",
    description =
        "Tries how far this host can keep programs of a model from itself, as the verifier 'code'"
            + " does. Ends with 1 when that is less than name spaces.")
public final class CheckSandboxCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;
  @Mixin private ReportFormat format;

  @Option(
      names = "--python",
      paramLabel = "NAME",
      defaultValue = "python3",
      description = "The interpreter: a path, or a name on the PATH (default: ${DEFAULT-VALUE}).")
  private String python;

  @Override
  public Integer call() {
    Isolation host = Isolation.probe(python);
    IsolationLevel level = host.level();
    format.print(
        spec.commandLine().getOut(),
        new Report()
            .with("isolation", level == null ? "none" : level.name().toLowerCase(Locale.ROOT))
            .with("interpreter", host.python())
            .with("tried", String.join("; ", host.findings()))
            .with("pass", level == IsolationLevel.NAMESPACES));
    return level == IsolationLevel.NAMESPACES ? 0 : 1;
  }
}
