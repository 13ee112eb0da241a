package dev.millrace.server.openai;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Map;

/** What a caller notes about a request: at most 16 pairs of short texts. */
final class Metadata {
  private static final int PAIRS = 16;
  private static final int KEY = 64;
  private static final int VALUE = 512;

  private Metadata() {}

  static void check(Fields fields) {
    fields.flag("store");
    JsonNode metadata = fields.any("metadata");
    if (metadata.isMissingNode()) {
      return;
    }
    if (!metadata.isObject() || metadata.size() > PAIRS) {
      throw Fields.wrong("metadata", "must be an object of at most " + PAIRS + " pairs", metadata);
    }
    for (Map.Entry<String, JsonNode> pair : metadata.properties()) {
      if (pair.getKey().length() > KEY) {
        throw ApiException.invalid(
            "metadata", "a key of 'metadata' may have at most " + KEY + " characters");
      }
      if (!pair.getValue().isTextual() || pair.getValue().asText().length() > VALUE) {
        throw ApiException.invalid(
            "metadata", "values of 'metadata' must be texts of at most " + VALUE + " characters");
      }
    }
  }
}
