package dev.millrace.ops;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Properties;
import java.util.stream.Collectors;
import picocli.CommandLine.IVersionProvider;

/** The versions of Millrace and of what it stands on. */
public final class Versions implements IVersionProvider {
  @Override
  public String[] getVersion() {
    Map<String, String> versions = byName();
    return new String[] {
      "millrace " + versions.remove("Millrace"),
      versions.entrySet().stream()
              .map(version -> version.getKey() + " " + version.getValue())
              .collect(Collectors.joining(", "))
          + ", Java "
          + Runtime.version().feature()
    };
  }

  /** The versions by the names of what has them, Millrace first. */
  public static Map<String, String> byName() {
    Properties versions = new Properties();
    try (InputStream file =
        Objects.requireNonNull(
            Versions.class.getResourceAsStream("version.properties"), "version.properties")) {
      versions.load(file);
    } catch (IOException e) {
      throw new UncheckedIOException("version.properties", e);
    }
    Map<String, String> byName = new LinkedHashMap<>();
    for (String name : List.of("Millrace", "Flink", "Kafka", "DJL", "libtorch")) {
      byName.put(name, versions.getProperty(name.toLowerCase(Locale.ROOT)));
    }
    return byName;
  }
}
