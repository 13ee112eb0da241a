package dev.millrace.server.external;

import dev.millrace.server.weights.WeightsInstaller;
import org.jspecify.annotations.Nullable;

/** Which weights an engine serves, and the way for a version to it. */
interface ServedWeights extends WeightsInstaller {
  /**
   * Makes sure that the engine serves the installed version, or a newer one that another generator
   * gave it.
   *
   * @return the version that serves
   * @throws EngineAwayException when that cannot be had now
   */
  VersionName serving() throws EngineAwayException, EngineRefusalException, InterruptedException;

  /** The version that serves; null when it is none that the engine was given. */
  @Nullable VersionName served()
      throws EngineAwayException, EngineRefusalException, InterruptedException;
}
