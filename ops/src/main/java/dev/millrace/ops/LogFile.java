package dev.millrace.ops;

import java.nio.file.Path;

/**
 * The file that every log line goes to: the console belongs to the command's own lines. Named by a
 * system property that {@code log4j2.xml} reads when the first logger is made.
 */
public final class LogFile {
  private static final String PROPERTY = "millrace.log.file";

  private LogFile() {}

  /** Sends the log to a file, unless the person who started the command named another. */
  public static void use(Path file) {
    if (System.getProperty(PROPERTY) == null) {
      System.setProperty(PROPERTY, file.toString());
    }
  }

  /** Where the log is. */
  public static Path path() {
    String named = System.getProperty(PROPERTY);
    return named != null
        ? Path.of(named)
        : Path.of(
            System.getProperty("java.io.tmpdir", "."),
            "millrace-" + System.getProperty("user.name", "log") + ".log");
  }
}
