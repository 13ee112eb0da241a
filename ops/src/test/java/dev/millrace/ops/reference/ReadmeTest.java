package dev.millrace.ops.reference;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.job.score.Verifier;
import dev.millrace.job.score.Verifiers;
import dev.millrace.ops.task.JsonlPrompts;
import dev.millrace.schemas.Prompt;
import java.io.File;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the README shows, done. */
class ReadmeTest {
  private static final Path ROOT = Path.of("..");

  @TempDir Path directory;

  @Test
  void verifierCompilesAndIsFound() throws Exception {
    Path source = directory.resolve("example/KeywordsVerifier.java");
    Path services = directory.resolve("META-INF/services");
    Files.createDirectories(source.getParent());
    Files.createDirectories(services);
    Files.writeString(source, block("java"));
    Files.writeString(services.resolve(Verifier.class.getName()), "example.KeywordsVerifier\n");
    int status =
        ToolProvider.getSystemJavaCompiler()
            .run(
                null,
                null,
                null,
                "-cp",
                System.getProperty("java.class.path") + File.pathSeparator + directory,
                source.toString());
    assertThat(status).as("exit status of javac").isZero();
    try (URLClassLoader loader = new URLClassLoader(new URL[] {directory.toUri().toURL()})) {
      Verifier verifier = Verifiers.load(loader).get("keywords");
      Prompt prompt =
          new Prompt("p", "test", "?", new int[0], "red blue", "keywords", Map.of(), 0L);
      assertThat(verifier.score(prompt, "blue and red")).containsEntry("correct", 1f);
      assertThat(verifier.score(prompt, "red")).containsEntry("correct", 0f);
    }
  }

  @Test
  void promptFileIsRead() throws Exception {
    Path file = directory.resolve("prompts.jsonl");
    Files.writeString(file, block("json"));
    var verifiers = Verifiers.load(getClass().getClassLoader()).keySet();
    JsonlPrompts prompts = JsonlPrompts.read(file, verifiers, 64);
    assertThat(prompts.training().size() + prompts.evaluation().size())
        .isEqualTo(Files.readAllLines(file).size());
  }

  @Test
  void testCommandIsTheOneThatContinuousIntegrationRuns() throws Exception {
    Matcher command =
        Pattern.compile("(?m)^exec (mvn .*)$").matcher(Files.readString(ROOT.resolve(".ci/run")));
    assertThat(command.find()).isTrue();
    assertThat(Files.readString(ROOT.resolve("README.md"))).contains("\n" + command.group(1));
  }

  @Test
  void linkedFilesAreThere() throws Exception {
    Pattern link = Pattern.compile("(?:\\]\\(|src(?:set)?=\")([^)\"#:]+)[)\"#]");
    for (String file : new String[] {"README.md", "docs/README.md", "docs/metrics.md"}) {
      Path from = ROOT.resolve(file);
      link.matcher(Files.readString(from))
          .results()
          .map(found -> from.resolveSibling(found.group(1)))
          .forEach(target -> assertThat(target).as("linked from %s", file).exists());
    }
  }

  /** The first fenced block of a language. */
  private static String block(String language) throws Exception {
    String text = Files.readString(ROOT.resolve("README.md"));
    int from = text.indexOf("```" + language + "\n");
    assertThat(from).as("a %s block in README.md", language).isNotNegative();
    int start = text.indexOf('\n', from) + 1;
    return text.substring(start, text.indexOf("```", start));
  }
}
