package dev.millrace.server.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KeyringTest {
  private final Random random = new Random(1);

  @TempDir Path directory;

  @Test
  void aKeyIsFoundInAFileThatDoesNotHoldIt() throws Exception {
    Secret.Issued ann = Secret.issue("ann", Set.of(Role.INFER), random::nextBytes);
    Secret.Issued bob = Secret.issue("bob", Set.of(Role.ADMIN, Role.INFER), random::nextBytes);
    Path file = directory.resolve("keys");
    Files.writeString(file, "# keys\n\n" + ann.stored().line() + "\n" + bob.stored().line() + "\n");
    Keyring keys = Keyring.read(file);
    assertThat(keys.owner(ann.key()).name()).isEqualTo("ann");
    assertThat(keys.owner(bob.key()).roles()).containsExactlyInAnyOrder(Role.INFER, Role.ADMIN);
    assertThat(keys.owner(ann.key() + "x")).isNull();
    assertThat(keys.owner("")).isNull();
    String secret = ann.key().substring("mr-ann-".length());
    assertThat(Files.readString(file)).doesNotContain(secret);
    assertThat(ann.toString()).doesNotContain(secret);
  }

  @Test
  void aLineThatIsNoKeyIsNamedWithoutItsContent() throws Exception {
    Path file = directory.resolve("keys");
    Files.writeString(file, "# one\nsomething-secret\n");
    assertThatThrownBy(() -> Keyring.read(file))
        .hasMessageContaining("line 2")
        .hasMessageNotContaining("something-secret");
    Files.writeString(file, "ann king 00 00\n");
    assertThatThrownBy(() -> Keyring.read(file)).hasMessageContaining("infer, feedback or admin");
  }

  @Test
  void twoKeysOfOneNameAreRefused() {
    StoredKey key = Secret.issue("ann", Set.of(Role.INFER), random::nextBytes).stored();
    assertThatThrownBy(() -> new Keyring(List.of(key, key))).hasMessageContaining("ann");
  }

  @Test
  void aShortKeyFromTheEnvironmentIsRefusedByTheNameOfItsVariable() {
    assertThatThrownBy(
            () ->
                new Keyring(List.of())
                    .with("MILLRACE_API_KEY", "env", Set.of(Role.INFER), "1234", random::nextBytes))
        .hasMessageContaining("MILLRACE_API_KEY")
        .hasMessageNotContaining("1234");
  }

  @Test
  void aBucketGivesAMinutesWorthAtOnceAndThenTheRate() {
    TokenBucket bucket = new TokenBucket(60, 0);
    for (int i = 0; i < 60; i++) {
      assertThat(bucket.take(0)).isZero();
    }
    assertThat(bucket.take(0)).isEqualTo(Duration.ofSeconds(1));
    assertThat(bucket.take(Duration.ofMillis(500).toNanos())).isEqualTo(Duration.ofMillis(500));
    assertThat(bucket.take(Duration.ofSeconds(1).toNanos())).isZero();
    assertThat(bucket.take(Duration.ofSeconds(1).toNanos())).isPositive();
    // However long nobody asks, no more than a minute's worth is held.
    long later = Duration.ofHours(1).toNanos();
    for (int i = 0; i < 60; i++) {
      assertThat(bucket.take(later)).isZero();
    }
    assertThat(bucket.take(later)).isPositive();
  }
}
