package dev.millrace.ops.cluster;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import org.apache.flink.configuration.Configuration;

/** Flink's {@code config.yaml}, with flat keys and quoted values. */
final class FlinkConfigurationFile {
  private FlinkConfigurationFile() {}

  static void write(Path directory, Configuration configuration) {
    StringBuilder yaml = new StringBuilder();
    for (Map.Entry<String, String> entry : new TreeMap<>(configuration.toMap()).entrySet()) {
      String value = entry.getValue().replace("\\", "\\\\").replace("\"", "\\\"");
      yaml.append(entry.getKey()).append(": \"").append(value).append("\"\n");
    }
    try {
      Files.createDirectories(directory);
      Files.writeString(directory.resolve("config.yaml"), yaml);
    } catch (IOException e) {
      throw new UncheckedIOException(directory + ": cannot be written", e);
    }
  }
}
