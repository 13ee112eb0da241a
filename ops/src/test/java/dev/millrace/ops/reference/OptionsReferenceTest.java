package dev.millrace.ops.reference;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.job.JobSettings;
import dev.millrace.ops.Millrace;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class OptionsReferenceTest {
  private static final Path COMMITTED = Path.of("..", "docs", "options.md");

  private final String reference = OptionsReference.of(Millrace.commandLine());

  @Test
  void committedReferenceIsUpToDate() throws Exception {
    assertThat(reference)
        .as("docs/options.md; write it again: ops/bin/millrace options > docs/options.md")
        .isEqualTo(Files.readString(COMMITTED));
  }

  @Test
  void everyOptionOfTheJobIsThere() {
    assertThat(JobSettings.options())
        .allSatisfy(
            option ->
                assertThat(reference)
                    .contains("| `" + option.key().substring("millrace.".length()) + "` |"));
  }

  @Test
  void noPlaceholderIsLeft() {
    assertThat(reference).doesNotContain("${");
  }
}
