package dev.millrace.ops.serve;

import dev.millrace.ops.UserError;
import dev.millrace.server.access.Keyring;
import dev.millrace.server.access.Role;
import dev.millrace.server.access.StoredKey;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Says whose keys a file has. */
@Command(
    name = "list",
    description = "Lists the names and roles of the keys of a file.",
    sortOptions = false)
final class KeysListCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Option(names = "--keys", required = true, paramLabel = "FILE", description = "The file.")
  private Path file;

  @Override
  public Integer call() {
    try {
      PrintWriter out = spec.commandLine().getOut();
      for (StoredKey key : Keyring.read(file).keys()) {
        out.println(
            key.name()
                + " "
                + key.roles().stream().sorted().map(Role::label).collect(Collectors.joining(",")));
      }
      out.flush();
      return 0;
    } catch (IllegalArgumentException | UncheckedIOException e) {
      throw new UserError(String.valueOf(e.getMessage()), e);
    }
  }
}
