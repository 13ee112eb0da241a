package dev.millrace.ops.serve;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** The keys of a server. */
@Command(
    name = "keys",
    description = "Makes and lists the keys of a server.",
    synopsisSubcommandLabel = "COMMAND",
    subcommands = {KeysAddCommand.class, KeysListCommand.class})
public final class KeysCommand implements Runnable {
  @Spec private CommandSpec spec;

  @Override
  public void run() {
    spec.commandLine().usage(spec.commandLine().getOut());
  }
}
