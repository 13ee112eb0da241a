package dev.millrace.ops.serve;

import dev.millrace.ops.UserError;
import dev.millrace.server.access.Keyring;
import dev.millrace.server.access.Role;
import dev.millrace.server.access.Secret;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Makes a key, says it once, and keeps what is needed to know it again. */
@Command(
    name = "add",
    description =
        "Makes a key and adds it to a file, which keeps a salted digest of it: the key itself is"
            + " printed here and nowhere else.",
    sortOptions = false)
final class KeysAddCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Parameters(paramLabel = "NAME", description = "Whose key it is.")
  private String name;

  @Option(
      names = "--keys",
      required = true,
      paramLabel = "FILE",
      description = "The file, made when there is none.")
  private Path file;

  @Option(
      names = "--roles",
      defaultValue = "infer",
      split = ",",
      paramLabel = "ROLE",
      description = "infer, feedback and admin, with commas. Default: ${DEFAULT-VALUE}.")
  private List<String> roles;

  @Override
  public Integer call() {
    try {
      Set<Role> wanted = EnumSet.noneOf(Role.class);
      roles.forEach(role -> wanted.add(Role.of(role)));
      Secret.Issued issued = Secret.issue(name, wanted, new SecureRandom()::nextBytes);
      if (Files.exists(file)
          && Keyring.read(file).keys().stream().anyMatch(key -> key.name().equals(name))) {
        throw new UserError("NAME: " + file + " has a key named " + name + " already");
      }
      append(issued.stored().line() + "\n");
      spec.commandLine().getOut().println(issued.key());
      spec.commandLine().getOut().flush();
      return 0;
    } catch (IllegalArgumentException | UncheckedIOException e) {
      throw new UserError(String.valueOf(e.getMessage()), e);
    }
  }

  private void append(String line) {
    try {
      if (!Files.exists(file)) {
        Files.createFile(file, ownerOnly());
      }
      Files.writeString(file, line, StandardOpenOption.APPEND);
    } catch (IOException e) {
      throw new UserError("--keys " + file + ": cannot be written: " + e, e);
    }
  }

  private FileAttribute<?>[] ownerOnly() throws IOException {
    Path directory = file.toAbsolutePath().getParent();
    boolean posix =
        directory != null && Files.getFileStore(directory).supportsFileAttributeView("posix");
    return posix
        ? new FileAttribute<?>[] {
          PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"))
        }
        : new FileAttribute<?>[0];
  }
}
