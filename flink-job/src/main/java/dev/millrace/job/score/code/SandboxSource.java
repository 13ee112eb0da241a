package dev.millrace.job.score.code;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** The Python text that a sandbox runs, handed over on its command line: it needs no file. */
final class SandboxSource {
  private static final List<String> PARTS =
      List.of("values.py", "isolation.py", "program.py", "harness.py", "worker.py");

  private SandboxSource() {}

  static String text() {
    StringBuilder text = new StringBuilder();
    for (String part : PARTS) {
      try (InputStream in = SandboxSource.class.getResourceAsStream(part)) {
        if (in == null) {
          throw new IllegalStateException("the class path has no " + part);
        }
        text.append(new String(in.readAllBytes(), StandardCharsets.UTF_8)).append('\n');
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
    return text.toString();
  }
}
