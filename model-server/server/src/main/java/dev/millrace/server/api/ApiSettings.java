package dev.millrace.server.api;

import dev.millrace.server.access.Keyring;
import dev.millrace.server.http.HttpSettings;
import dev.millrace.server.openai.Limits;
import java.nio.file.Path;
import java.time.Duration;

/**
 * How a model is served.
 *
 * @param model its Hugging Face directory
 * @param id by which clients name it
 * @param http the port for clients
 * @param adminPort the port of the loopback for those who steer; 0 for any free one
 * @param keys who may ask
 * @param perMinute requests a minute and key; 0 for no limit
 * @param limits of a request
 * @param deadline within which an answer must be whole
 * @param pausePatience how long a request waits for the end of a pause
 */
public record ApiSettings(
    Path model,
    String id,
    HttpSettings http,
    int adminPort,
    Keyring keys,
    int perMinute,
    Limits limits,
    Duration deadline,
    Duration pausePatience) {
  public static final Duration DEFAULT_DEADLINE = Duration.ofMinutes(10);
  public static final Duration DEFAULT_PAUSE_PATIENCE = Duration.ofSeconds(60);
}
