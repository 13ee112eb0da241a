package dev.millrace.ops.generator;

import dev.millrace.ops.UserError;
import dev.millrace.server.external.ExternalSettings;
import dev.millrace.server.external.ExternalSettings.Weights;
import java.net.URI;
import java.nio.file.Path;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The options of a generator that samples with a server of somebody else's. */
final class EngineOptions {
  /** Never an argument: arguments are seen by everybody on the machine. */
  static final String KEY = "MILLRACE_ENGINE_API_KEY";

  @Option(
      names = "--engine",
      paramLabel = "URL",
      description =
          "Sample with the server at this address, vLLM or SGLang, in place of the policy itself."
              + " Its key, where it wants one, is taken from the environment: "
              + KEY
              + ".")
  private @Nullable URI url;

  @Option(
      names = "--engine-dir",
      paramLabel = "DIR",
      description =
          "With --engine: where weights are laid out for the server, which reads them there.")
  private @Nullable Path directory;

  @Option(
      names = "--engine-weights",
      defaultValue = "push",
      paramLabel = "HOW",
      description =
          "push: the server loads every new version. none: it keeps its own, which have to be those"
              + " of --model. Default: ${DEFAULT-VALUE}.")
  private String weights;

  @Option(
      names = "--engine-model",
      paramLabel = "NAME",
      description = "The model to ask the server for. Default: the first that it lists.")
  private @Nullable String model;

  @Option(
      names = "--engine-tolerance",
      defaultValue = "0.01",
      paramLabel = "NATS",
      description =
          "Largest difference between a log-prob of the server and that of the policy; servers that"
              + " compute in 16 bits need more. Default: ${DEFAULT-VALUE}.")
  private float tolerance;

  /**
   * The engine, or null where none is named.
   *
   * @param apiKey of the engine; null when it wants none
   */
  @Nullable ExternalSettings settings(@Nullable String apiKey) {
    if (url == null) {
      if (directory != null || model != null) {
        throw new UserError("--engine-dir and --engine-model need --engine");
      }
      return null;
    }
    try {
      return ExternalSettings.of(url, model, how(), directory, tolerance, apiKey);
    } catch (IllegalArgumentException e) {
      throw new UserError(String.valueOf(e.getMessage()), e);
    }
  }

  private Weights how() {
    for (Weights how : Weights.values()) {
      if (how.name().toLowerCase(Locale.ROOT).equals(weights)) {
        return how;
      }
    }
    throw new UserError("--engine-weights must be push or none, was " + weights);
  }
}
