package dev.millrace.ops.check;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** The group of commands that compare an import or a change with known answers. */
@Command(
    name = "check",
    description =
        "Compares a policy, the objective or a verifier with known answers, and this host with what"
            + " is needed.",
    synopsisSubcommandLabel = "COMMAND",
    subcommands = {
      CheckPolicyCommand.class,
      CheckObjectiveCommand.class,
      CheckVerifierCommand.class,
      CheckSandboxCommand.class
    })
public final class CheckCommand implements Runnable {
  @Spec private CommandSpec spec;

  @Override
  public void run() {
    spec.commandLine().usage(spec.commandLine().getOut());
  }
}
