package dev.millrace.ops.option;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.ops.UserError;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JobOptionsFileTest {
  @TempDir Path directory;

  @Test
  void optionsComeBackAsTheyWereButForClientProperties() throws Exception {
    Path file = directory.resolve("job.properties");
    JobOptionsFile.write(
        file,
        Map.of(
            "millrace.shards", "2",
            "millrace.learn.model", "/a path/with = and #",
            "millrace.kafka.properties.sasl.jaas.config", "secret"));

    assertThat(JobOptionsFile.read(file))
        .isEqualTo(Map.of("millrace.shards", "2", "millrace.learn.model", "/a path/with = and #"));
    assertThat(Files.readString(file)).doesNotContain("secret");
  }

  @Test
  void lineThatIsNoOptionIsNamed() throws Exception {
    Path file = Files.writeString(directory.resolve("f"), "# comment\n\nmillrace.shards 2\n");
    assertThatThrownBy(() -> JobOptionsFile.read(file))
        .isInstanceOf(UserError.class)
        .hasMessage("--settings " + file + ": line 3 is not key=value: millrace.shards 2");
    assertThatThrownBy(() -> JobOptionsFile.read(directory.resolve("none")))
        .isInstanceOf(UserError.class)
        .hasMessageContaining("none: cannot be read");
  }
}
