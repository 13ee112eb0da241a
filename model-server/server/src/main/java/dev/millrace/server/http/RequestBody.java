package dev.millrace.server.http;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.millrace.server.openai.ApiException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** The body of a request: not too long, not too slow, and a JSON object. */
final class RequestBody {
  private static final ObjectMapper JSON =
      JsonMapper.builder()
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .build();
  private static final int CHUNK = 8192;

  private RequestBody() {}

  /**
   * Refuses what is not called JSON. A page of another site can make a browser send any text, but
   * not call it JSON unless this server agrees.
   */
  static void requireJson(@Nullable String contentType) {
    String type = contentType == null ? "" : contentType.toLowerCase(Locale.ROOT);
    if (!type.startsWith("application/json")) {
      throw ApiException.refused(
          415, "unsupported_media_type", "the body must come as 'content-type: application/json'");
    }
  }

  /**
   * Reads a body.
   *
   * @param announced its length; -1 when that is not known
   */
  static byte[] read(InputStream in, long announced, int most, Duration deadline)
      throws IOException {
    if (announced > most) {
      throw tooLarge(most);
    }
    long end = System.nanoTime() + deadline.toNanos();
    ByteArrayOutputStream body = new ByteArrayOutputStream((int) Math.max(announced, CHUNK));
    byte[] chunk = new byte[CHUNK];
    int length;
    while ((length = in.read(chunk)) >= 0) {
      body.write(chunk, 0, length);
      if (body.size() > most) {
        throw tooLarge(most);
      }
      if (System.nanoTime() - end > 0) {
        throw ApiException.refused(
            408, "request_timeout", "the body has not come within " + deadline.toSeconds() + " s");
      }
    }
    return body.toByteArray();
  }

  private static ApiException tooLarge(int most) {
    return ApiException.refused(
        413, "request_too_large", "the body may have at most " + most + " bytes");
  }

  static ObjectNode object(byte[] body) throws IOException {
    JsonNode node;
    try {
      node = JSON.readTree(body);
    } catch (JsonProcessingException e) {
      String where =
          e.getLocation() == null
              ? ""
              : " at line "
                  + e.getLocation().getLineNr()
                  + ", column "
                  + e.getLocation().getColumnNr();
      throw ApiException.invalid(null, "the body is not JSON" + where);
    }
    if (node instanceof ObjectNode object) {
      return object;
    }
    throw ApiException.invalid(null, "the body must be a JSON object");
  }

  static byte[] bytes(JsonNode node) {
    try {
      return JSON.writeValueAsBytes(node);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a tree of JSON can always be written", e);
    }
  }
}
