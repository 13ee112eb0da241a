package dev.millrace.ops;

import java.io.IOException;
import java.io.InputStream;
import java.util.Objects;
import java.util.Properties;
import picocli.CommandLine.IVersionProvider;

/** The versions of Millrace and of what it stands on. */
public final class Versions implements IVersionProvider {
  @Override
  public String[] getVersion() throws IOException {
    Properties versions = new Properties();
    try (InputStream file =
        Objects.requireNonNull(
            Versions.class.getResourceAsStream("version.properties"), "version.properties")) {
      versions.load(file);
    }
    return new String[] {
      "millrace " + versions.getProperty("millrace"),
      String.format(
          "Flink %s, Kafka %s, DJL %s, libtorch %s, Java %s",
          versions.getProperty("flink"),
          versions.getProperty("kafka"),
          versions.getProperty("djl"),
          versions.getProperty("libtorch"),
          Runtime.version().feature())
    };
  }
}
