package dev.millrace.ops.reference;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** Every option there is, as Markdown on standard output. */
@Command(
    name = "options",
    description = "Prints every option of the command, the job and the generator, as Markdown.")
public final class OptionsCommand implements Runnable {
  @Spec private CommandSpec spec;

  @Override
  public void run() {
    spec.commandLine().getOut().print(OptionsReference.of(spec.root().commandLine()));
    spec.commandLine().getOut().flush();
  }
}
