package dev.millrace.server.external;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Where the engine is and what may be done with it.
 *
 * @param url its address, http or https
 * @param model the name that requests give; null takes the first that the engine lists
 * @param weights whether the engine is given new weights
 * @param directory where weights are laid out for the engine, under a name by which both see it;
 *     null when it is given none
 * @param tolerance largest difference, in nats, between a log-prob that the engine says and that of
 *     the policy with the same weights
 * @param requestTimeout how long the answers to one prompt may take
 * @param reloadTimeout how long the engine may take to load weights
 * @param concurrency most prompts that are asked at once
 * @param apiKey sent as bearer token; null sends none
 */
public record ExternalSettings(
    URI url,
    @Nullable String model,
    Weights weights,
    @Nullable Path directory,
    float tolerance,
    Duration requestTimeout,
    Duration reloadTimeout,
    int concurrency,
    @Nullable String apiKey) {

  /** Whether the engine is given new weights. */
  public enum Weights {
    /** By the hook that it offers; an engine that offers none is refused. */
    PUSH,
    /** Never: it keeps those that it was started with. */
    NONE
  }

  /** 32-bit engines agree within 1e-4; those that compute in 16 bits need more. */
  public static final float DEFAULT_TOLERANCE = 0.01f;

  public static final Duration DEFAULT_REQUEST_TIMEOUT = Duration.ofMinutes(5);
  public static final Duration DEFAULT_RELOAD_TIMEOUT = Duration.ofMinutes(10);
  public static final int DEFAULT_CONCURRENCY = 32;

  public ExternalSettings {
    String scheme = url.getScheme();
    if (!("http".equals(scheme) || "https".equals(scheme)) || url.getHost() == null) {
      throw new IllegalArgumentException("--engine must be an http or https URL, was " + url);
    }
    if (weights == Weights.PUSH && directory == null) {
      throw new IllegalArgumentException(
          "--engine needs --engine-dir, a directory that the engine can read its weights from, or"
              + " --engine-weights none");
    }
    if (!(tolerance > 0) || Float.isInfinite(tolerance)) {
      throw new IllegalArgumentException("--engine-tolerance must be positive, was " + tolerance);
    }
    if (concurrency < 1) {
      throw new IllegalArgumentException("concurrency must be >= 1, was " + concurrency);
    }
  }

  /** Settings with the defaults of every option that has one. */
  public static ExternalSettings of(
      URI url,
      @Nullable String model,
      Weights weights,
      @Nullable Path directory,
      float tolerance,
      @Nullable String apiKey) {
    return new ExternalSettings(
        url,
        model,
        weights,
        directory,
        tolerance,
        DEFAULT_REQUEST_TIMEOUT,
        DEFAULT_RELOAD_TIMEOUT,
        DEFAULT_CONCURRENCY,
        apiKey);
  }

  /** The settings without what is secret. */
  @Override
  public String toString() {
    return url + ", weights " + weights;
  }
}
