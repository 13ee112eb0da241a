package dev.millrace.ops.serve;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.ops.Millrace;
import dev.millrace.server.access.Keyring;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class KeysCommandTest {
  @TempDir Path directory;
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  private int millrace(String... arguments) {
    CommandLine command = Millrace.commandLine();
    command.setOut(new PrintWriter(out)).setErr(new PrintWriter(err));
    return command.execute(arguments);
  }

  @Test
  void aKeyIsSaidOnceAndKnownAgain() throws Exception {
    Path file = directory.resolve("keys");
    assertThat(millrace("keys", "add", "ann", "--keys", file.toString())).isZero();
    String key = out.toString().strip();
    assertThat(
            millrace("keys", "add", "bob", "--roles", "feedback,admin", "--keys", file.toString()))
        .isZero();
    Keyring keys = KeySources.read(file, Map.of());
    assertThat(keys.owner(key).name()).isEqualTo("ann");
    assertThat(Files.readString(file)).doesNotContain(key.substring("mr-ann-".length()));
    assertThat(Files.getPosixFilePermissions(file))
        .isEqualTo(PosixFilePermissions.fromString("rw-------"));
    out.getBuffer().setLength(0);
    assertThat(millrace("keys", "list", "--keys", file.toString())).isZero();
    assertThat(out.toString().lines()).containsExactly("ann infer", "bob feedback,admin");
  }

  @Test
  void whatIsWrongIsSaidInOneLine() {
    String file = directory.resolve("keys").toString();
    assertThat(millrace("keys", "add", "ann", "--roles", "king", "--keys", file)).isEqualTo(1);
    assertThat(err.toString()).contains("infer, feedback or admin");
    millrace("keys", "add", "ann", "--keys", file);
    assertThat(millrace("keys", "add", "ann", "--keys", file)).isEqualTo(1);
    assertThat(err.toString()).contains("has a key named ann already");
    assertThat(millrace("serve", "--model", directory.resolve("none").toString())).isEqualTo(1);
    assertThat(err.toString()).contains("there is no such directory");
  }

  @Test
  void keysOfTheEnvironmentHaveTheirRoles() {
    Keyring keys =
        KeySources.read(
            null,
            Map.of(
                "MILLRACE_API_KEY", "0123456789abcdef", "MILLRACE_ADMIN_KEY", "fedcba9876543210"));
    assertThat(keys.owner("0123456789abcdef").roles()).hasSize(2);
    assertThat(keys.owner("fedcba9876543210").roles()).hasSize(1);
    assertThatThrownBy(() -> KeySources.read(null, Map.of("MILLRACE_API_KEY", "short")))
        .hasMessageContaining("MILLRACE_API_KEY");
  }
}
