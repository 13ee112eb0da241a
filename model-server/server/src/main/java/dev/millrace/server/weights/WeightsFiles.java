package dev.millrace.server.weights;

import dev.millrace.policy.WeightsFile;
import dev.millrace.schemas.WeightVersion;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.FileSystemNotFoundException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * The one directory from which weights are taken. A version is a pointer that anyone on the topic
 * can write, so it may only point below this directory, links resolved, and to the bytes whose
 * digest it names.
 */
final class WeightsFiles {
  private final Path prefix;

  WeightsFiles(Path prefix) {
    this.prefix = prefix;
  }

  /** Returns the file of a version, its size and digest verified. */
  Path verified(WeightVersion version) throws RefusedVersionException {
    Path file = located(version.uri());
    try {
      long bytes = Files.size(file);
      if (bytes != version.bytes()) {
        throw new RefusedVersionException(
            file + " has " + bytes + " bytes, the version says " + version.bytes());
      }
      String sha256 = WeightsFile.digest(file);
      if (!sha256.equals(version.sha256())) {
        throw new RefusedVersionException(
            file + " has sha256 " + sha256 + ", the version says " + version.sha256());
      }
      return file;
    } catch (IOException | UncheckedIOException e) {
      throw new RefusedVersionException(file + " cannot be read: " + e.getMessage(), e);
    }
  }

  private Path located(String uri) throws RefusedVersionException {
    try {
      Path file = path(uri).toRealPath();
      if (!file.startsWith(prefix.toRealPath())) {
        throw new RefusedVersionException(uri + " does not lie under " + prefix);
      }
      return file;
    } catch (IOException e) {
      throw new RefusedVersionException(uri + " cannot be read: " + e, e);
    } catch (URISyntaxException | IllegalArgumentException | FileSystemNotFoundException e) {
      throw new RefusedVersionException(uri + " is not a file: " + e.getMessage(), e);
    }
  }

  private static Path path(String uri) throws URISyntaxException, RefusedVersionException {
    if (uri.startsWith("/")) {
      return Path.of(uri);
    }
    URI parsed = new URI(uri);
    if (!"file".equals(parsed.getScheme())) {
      throw new RefusedVersionException(uri + " is not a file: URI or an absolute path");
    }
    return Path.of(parsed);
  }
}
