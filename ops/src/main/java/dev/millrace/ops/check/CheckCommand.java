package dev.millrace.ops.check;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** The group of commands that compare an import or a change with known answers. */
@Command(
    name = "check",
    description = "Compares a policy or the objective with known answers.",
    synopsisSubcommandLabel = "COMMAND",
    subcommands = {CheckPolicyCommand.class, CheckObjectiveCommand.class})
public final class CheckCommand implements Runnable {
  @Spec private CommandSpec spec;

  @Override
  public void run() {
    spec.commandLine().usage(spec.commandLine().getOut());
  }
}
