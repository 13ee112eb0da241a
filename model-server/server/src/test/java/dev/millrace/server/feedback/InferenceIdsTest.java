package dev.millrace.server.feedback;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class InferenceIdsTest {
  private static final byte[] SECRET = new byte[32];

  private final InferenceIds ids = new InferenceIds(SECRET);

  @Property(seed = "42", tries = 300)
  void whatAnIdSaysIsWhatItWasIssuedWith(
      @ForAll @IntRange(min = 1, max = 64) int answers,
      @ForAll boolean kept,
      @ForAll @LongRange(min = 0, max = (1L << 40) - 1) long seconds,
      @ForAll long draw) {
    String id = ids.issue("chatcmpl-", "app", answers, kept, seconds, draw);
    InferenceIds.Inference last = ids.read(id + "/" + (answers - 1));
    assertThat(last).isNotNull();
    assertThat(last.groupId()).isEqualTo(id);
    assertThat(last.index()).isEqualTo(answers - 1);
    assertThat(last.kept()).isEqualTo(kept);
    assertThat(last.seconds()).isEqualTo(seconds);
    assertThat(ids.isOwner(last, "app")).isTrue();
    assertThat(ids.isOwner(last, "other")).isFalse();
    assertThat(ids.read(id + "/" + answers)).isNull();
    assertThat(ids.read(id)).usingRecursiveComparison().isEqualTo(ids.read(id + "/0"));
  }

  @Test
  void anIdWithAnyCharacterChangedIsNone() {
    String id = ids.issue("cmpl-", "app", 1, true, 1_700_000_000, 77);
    assertThat(ids.read(id)).isNotNull();
    for (int i = 0; i < id.length(); i++) {
      char[] changed = id.toCharArray();
      changed[i] = changed[i] == 'a' ? 'b' : 'a';
      assertThat(ids.read(new String(changed))).as(new String(changed)).isNull();
    }
    for (String other : new String[] {"", "x", id + "x", id + "/", id + "/00", id + "/-1", "/0"}) {
      assertThat(ids.read(other)).as(other).isNull();
    }
  }

  @Test
  void anIdOfAnotherSecretIsNone() {
    byte[] other = SECRET.clone();
    other[5] = 1;
    String id = new InferenceIds(other).issue("cmpl-", "app", 1, true, 1, 1);
    assertThat(ids.read(id)).isNull();
  }

  @Test
  void theSecretIsMadeOnceAndOnlyItsOwnerMayReadIt(@TempDir Path directory) throws Exception {
    Path file = directory.resolve("secret");
    byte[] made = IdSecret.readOrMake(file, bytes -> Arrays.fill(bytes, (byte) 9));
    assertThat(made).hasSize(32);
    assertThat(IdSecret.readOrMake(file, bytes -> Arrays.fill(bytes, (byte) 8))).isEqualTo(made);
    assertThat(Files.getPosixFilePermissions(file).toString()).doesNotContain("OTHERS", "GROUP");
    Files.writeString(file, "not a secret");
    assertThatThrownBy(() -> IdSecret.readOrMake(file, bytes -> {}))
        .hasMessageContaining(file.toString())
        .hasMessageNotContaining("not a secret");
  }
}
