package dev.millrace.server.external;

import java.nio.file.Path;

/** How an engine is told to load weights from a directory. */
interface WeightsHook {
  /** The name of the weights that serve: one that was given, or the engine's own. */
  String version() throws EngineAwayException, EngineRefusalException, InterruptedException;

  /**
   * Loads weights and returns when they serve.
   *
   * @param directory a Hugging Face directory
   * @param name under which the engine is to know them
   * @throws EngineRefusalException when it will not have them; which weights serve is then unknown
   */
  void reload(Path directory, VersionName name)
      throws EngineAwayException, EngineRefusalException, InterruptedException;
}
