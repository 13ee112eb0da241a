package dev.millrace.server.api;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.concurrent.CompletableFuture;

/** Requests that are written by hand. */
final class Requests {
  static final String COMPLETIONS = "/v1/completions";
  static final String GOOD = "{\"model\":\"echo\",\"prompt\":\"abc\"}";
  private static final HttpClient CLIENT = HttpClient.newHttpClient();

  private Requests() {}

  static HttpResponse<String> post(TestServer server, String path, String body) throws Exception {
    return CLIENT.send(request(server, path, body), HttpResponse.BodyHandlers.ofString());
  }

  static CompletableFuture<HttpResponse<String>> later(TestServer server, String body) {
    return CLIENT.sendAsync(
        request(server, COMPLETIONS, body), HttpResponse.BodyHandlers.ofString());
  }

  private static HttpRequest request(TestServer server, String path, String body) {
    return HttpRequest.newBuilder(server.uri(path))
        .header("content-type", "application/json")
        .POST(HttpRequest.BodyPublishers.ofString(body))
        .build();
  }

  static HttpResponse<String> send(HttpRequest.Builder request) throws Exception {
    return CLIENT.send(request.build(), HttpResponse.BodyHandlers.ofString());
  }

  static HttpResponse<String> get(TestServer server, String path) throws Exception {
    return send(HttpRequest.newBuilder(server.uri(path)));
  }

  static JsonNode error(HttpResponse<String> answer) throws IOException {
    return new ObjectMapper().readTree(answer.body()).path("error");
  }

  /** The head of a completion whose body has so many bytes. */
  static String head(int length) {
    return """
        POST /v1/completions HTTP/1.1
        host: localhost
        content-type: application/json
        content-length: %d

        """
        .formatted(length)
        .replace("\n", "\r\n");
  }

  static Socket connect(TestServer server) throws IOException {
    return new Socket(InetAddress.getLoopbackAddress(), server.uri().getPort());
  }

  /** Sends bytes, and reads until the server has nothing more to say. */
  static String raw(TestServer server, String request) throws IOException {
    try (Socket socket = connect(server)) {
      socket.setSoTimeout(5000);
      socket.getOutputStream().write(request.getBytes(UTF_8));
      InputStream in = socket.getInputStream();
      StringBuilder answer = new StringBuilder();
      byte[] chunk = new byte[4096];
      try {
        for (int length = in.read(chunk); length >= 0; length = in.read(chunk)) {
          answer.append(new String(chunk, 0, length, UTF_8));
          if (answer.indexOf("\r\n\r\n") > 0) {
            break;
          }
        }
      } catch (IOException reset) {
        // Ended by the server, as good as closed.
      }
      return answer.toString();
    }
  }
}
