package dev.millrace.server.weights;

import dev.millrace.schemas.WeightVersion;

/** Where a weight version is put to serve. */
public interface WeightsInstaller {
  /**
   * Installs a version, or leaves everything as it was.
   *
   * @throws RefusedVersionException when the version is not what it says it is
   */
  void install(WeightVersion version) throws RefusedVersionException;
}
