package dev.millrace.server.external;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Path;
import java.time.Duration;

/**
 * vLLM's routes of its development mode: pause once what is under way has ended, load from disk,
 * forget the cache, name the version, go on.
 */
final class VllmHook implements WeightsHook {
  private static final Duration LOOKING = Duration.ofSeconds(10);
  private static final ObjectMapper JSON = new ObjectMapper();

  private final EngineClient client;
  private final Duration timeout;

  /**
   * @param timeout how long the engine may take to load weights
   */
  VllmHook(EngineClient client, Duration timeout) {
    this.client = client;
    this.timeout = timeout;
  }

  @Override
  public String version() throws EngineAwayException, EngineRefusalException, InterruptedException {
    return client.get("/weight_info", LOOKING).path("weight_version").asText();
  }

  @Override
  public void reload(Path directory, VersionName name)
      throws EngineAwayException, EngineRefusalException, InterruptedException {
    client.post("/pause?mode=wait", JSON.createObjectNode(), timeout);
    try {
      ObjectNode load = JSON.createObjectNode();
      load.put("method", "reload_weights");
      load.putObject("kwargs").put("weights_path", directory.toString());
      client.post("/collective_rpc", load, timeout);
      client.post("/reset_prefix_cache", JSON.createObjectNode(), LOOKING);
      client.post(
          "/update_weight_version",
          JSON.createObjectNode().put("new_version", name.toString()),
          LOOKING);
    } finally {
      client.post("/resume", JSON.createObjectNode(), LOOKING);
    }
  }
}
