package dev.millrace.server.external;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Path;
import java.time.Duration;

/** SGLang's {@code /update_weights_from_disk}. */
final class SglangHook implements WeightsHook {
  private static final Duration LOOKING = Duration.ofSeconds(10);

  private final EngineClient client;
  private final String information;
  private final Duration timeout;

  /**
   * @param information the route that tells the name of the weights
   * @param timeout how long the engine may take to load weights
   */
  SglangHook(EngineClient client, String information, Duration timeout) {
    this.client = client;
    this.information = information;
    this.timeout = timeout;
  }

  @Override
  public String version() throws EngineAwayException, EngineRefusalException, InterruptedException {
    return client.get(information, LOOKING).path("weight_version").asText();
  }

  @Override
  public void reload(Path directory, VersionName name)
      throws EngineAwayException, EngineRefusalException, InterruptedException {
    ObjectNode body = new ObjectMapper().createObjectNode();
    body.put("model_path", directory.toString());
    body.put("weight_version", name.toString());
    // What the cache holds was computed by other weights.
    body.put("flush_cache", true);
    body.put("abort_all_requests", false);
    JsonNode answer = client.post("/update_weights_from_disk", body, timeout);
    if (!answer.path("success").asBoolean()) {
      throw new EngineRefusalException(
          200,
          "/update_weights_from_disk of " + directory + ": " + answer.path("message").asText());
    }
  }
}
