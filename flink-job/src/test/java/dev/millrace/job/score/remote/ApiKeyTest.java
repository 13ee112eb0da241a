package dev.millrace.job.score.remote;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ApiKeyTest {
  @TempDir private Path directory;

  @Test
  void variableIsReadWithoutWhiteSpaceAround() {
    ApiKey key = new ApiKey("o", ApiKey.Source.VARIABLE, "TOKEN");
    assertThat(key.read(Map.of("TOKEN", " sk-7\n")::get)).isEqualTo("sk-7");
    assertThatThrownBy(() -> key.read(name -> null))
        .hasMessage("the variable TOKEN (o) is not set where the job runs");
    assertThat(ApiKey.none("o").read(name -> "x")).isNull();
  }

  @Test
  void fileIsReadAgainEachTime() throws Exception {
    Path file = directory.resolve("key");
    ApiKey key = new ApiKey("o", ApiKey.Source.FILE, file.toString());
    assertThatThrownBy(key::read)
        .hasMessage("the file " + file + " (o) cannot be read: NoSuchFileException");
    Files.writeString(file, "first\n");
    assertThat(key.read()).isEqualTo("first");
    Files.writeString(file, "second\n");
    assertThat(key.read()).isEqualTo("second");
    Files.writeString(file, "  ");
    assertThatThrownBy(key::read).hasMessageEndingWith("is empty");
    Files.write(file, new byte[] {(byte) 0xFF, 'k', 'e', 'y'});
    assertThatThrownBy(key::read).hasMessageContaining("cannot be read: MalformedInput");
  }

  @Test
  void whatWouldBreakAHeaderIsRefusedWithoutBeingSaid() {
    ApiKey key = new ApiKey("o", ApiKey.Source.VARIABLE, "TOKEN");
    for (String wrong : new String[] {"two words", "a\r\nX-Evil: 1", "schlüssel"}) {
      assertThatThrownBy(() -> key.read(name -> wrong))
          .hasMessageEndingWith("is not one word of printable ASCII")
          .hasMessageNotContaining(wrong);
    }
  }
}
