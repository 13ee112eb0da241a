package dev.millrace.server.api;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.millrace.server.http.Exchange;
import dev.millrace.server.live.Ask;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What requests say about whether they may be kept. */
final class Asks {
  /** OpenAI's libraries count their attempts here, and send nothing else that names a request. */
  private static final String RETRIES = "x-stainless-retry-count";

  private Asks() {}

  /**
   * Reads it.
   *
   * @param body whose metadata were found to be texts
   */
  static Ask of(String idPrefix, String route, Exchange exchange, ObjectNode body) {
    JsonNode store = body.path("store");
    Map<String, String> metadata = new LinkedHashMap<>();
    for (Map.Entry<String, JsonNode> pair : body.path("metadata").properties()) {
      metadata.put(pair.getKey(), pair.getValue().asText());
    }
    return new Ask(
        idPrefix,
        route,
        exchange.caller(),
        store.asBoolean(true),
        metadata,
        isRetry(exchange.header(RETRIES)),
        () -> body.toString().getBytes(StandardCharsets.UTF_8));
  }

  private static boolean isRetry(@Nullable String count) {
    return count != null && !count.isBlank() && !count.strip().equals("0");
  }
}
