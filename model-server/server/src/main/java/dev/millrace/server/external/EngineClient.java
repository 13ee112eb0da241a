package dev.millrace.server.external;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * JSON over HTTP with one engine. Says whether the engine was there when it was asked last.
 * Thread-safe; a thread that is interrupted while it waits takes its request back.
 */
final class EngineClient {
  private static final Duration CONNECTING = Duration.ofSeconds(5);
  private static final int SHOWN_OF_BODY = 300;
  private static final ObjectMapper JSON = new ObjectMapper();

  private final HttpClient http =
      HttpClient.newBuilder()
          .version(HttpClient.Version.HTTP_1_1)
          .connectTimeout(CONNECTING)
          .build();
  private final String url;
  private final @Nullable String apiKey;
  private volatile boolean away;

  EngineClient(URI url, @Nullable String apiKey) {
    this.url = url.toString().replaceAll("/+$", "");
    this.apiKey = apiKey;
  }

  /** Whether the last question found nobody who could answer it. */
  boolean isAway() {
    return away;
  }

  String url() {
    return url;
  }

  JsonNode get(String path, Duration timeout)
      throws EngineAwayException, EngineRefusalException, InterruptedException {
    return send(path, request(path, timeout).GET().build());
  }

  JsonNode post(String path, JsonNode body, Duration timeout)
      throws EngineAwayException, EngineRefusalException, InterruptedException {
    HttpRequest request =
        request(path, timeout)
            .header("Content-Type", "application/json")
            .POST(BodyPublishers.ofString(body.toString()))
            .build();
    return send(path, request);
  }

  private HttpRequest.Builder request(String path, Duration timeout) {
    HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(url + path)).timeout(timeout);
    if (apiKey != null) {
      request.header("Authorization", "Bearer " + apiKey);
    }
    return request;
  }

  private JsonNode send(String path, HttpRequest request)
      throws EngineAwayException, EngineRefusalException, InterruptedException {
    HttpResponse<String> response;
    try {
      response = http.send(request, BodyHandlers.ofString());
    } catch (IOException e) {
      away = true;
      throw new EngineAwayException(url + path + ": " + e, e);
    }
    int status = response.statusCode();
    String what = url + path + " answers HTTP " + status + ": " + shown(response.body());
    if (status == 429 || status >= 500) {
      away = status != 429;
      throw new EngineAwayException(what);
    }
    away = false;
    if (status >= 300) {
      throw new EngineRefusalException(status, what);
    }
    return json(what, response.body());
  }

  /** Some routes answer with words or with nothing; only who needs fields looks for them. */
  private static JsonNode json(String what, String body) throws EngineAwayException {
    String start = body.stripLeading();
    if (!start.startsWith("{") && !start.startsWith("[")) {
      return MissingNode.getInstance();
    }
    try {
      return JSON.readTree(body);
    } catch (JsonProcessingException e) {
      // An answer that was cut off: whoever wrote it has gone.
      throw new EngineAwayException(what, e);
    }
  }

  private static String shown(String body) {
    String line = body.strip().replaceAll("\\s+", " ");
    return line.length() <= SHOWN_OF_BODY ? line : line.substring(0, SHOWN_OF_BODY) + "…";
  }
}
