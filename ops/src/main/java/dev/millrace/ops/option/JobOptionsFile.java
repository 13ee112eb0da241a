package dev.millrace.ops.option;

import dev.millrace.job.settings.StreamSettings;
import dev.millrace.ops.UserError;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The options of a job in a file: one {@code key=value} a line, with {@code #} before comments.
 * Client properties of Kafka are left out, for passwords are among them.
 */
public final class JobOptionsFile {
  private JobOptionsFile() {}

  /**
   * Writes the options in the order of their keys.
   *
   * @throws UserError when the file cannot be written
   */
  public static void write(Path file, Map<String, String> options) {
    List<String> lines = new ArrayList<>();
    lines.add("# The options of the job, for millrace verify --settings.");
    new TreeMap<>(options)
        .forEach(
            (key, value) -> {
              if (!key.startsWith(StreamSettings.KAFKA_PROPERTIES)) {
                lines.add(key + "=" + value);
              }
            });
    try {
      Files.write(file, lines, StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UserError(file + ": cannot be written (" + e + ")", e);
    }
  }

  /**
   * Reads options.
   *
   * @throws UserError that names the file, and the line that is none
   */
  public static Map<String, String> read(Path file) {
    List<String> lines;
    try {
      lines = Files.readAllLines(file, StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UserError("--settings " + file + ": cannot be read (" + e + ")", e);
    }
    Map<String, String> options = new LinkedHashMap<>();
    for (int i = 0; i < lines.size(); i++) {
      String line = lines.get(i).strip();
      int equals = line.indexOf('=');
      if (line.isEmpty() || line.startsWith("#")) {
        continue;
      }
      if (equals < 1) {
        throw new UserError(
            "--settings " + file + ": line " + (i + 1) + " is not key=value: " + line);
      }
      options.put(line.substring(0, equals).strip(), line.substring(equals + 1).strip());
    }
    return options;
  }
}
