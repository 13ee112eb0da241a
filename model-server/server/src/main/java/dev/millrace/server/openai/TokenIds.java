package dev.millrace.server.openai;

import com.fasterxml.jackson.databind.JsonNode;

/** Token ids in a request. */
final class TokenIds {
  private TokenIds() {}

  static int[] read(String param, JsonNode array) {
    int[] ids = new int[array.size()];
    for (int i = 0; i < ids.length; i++) {
      JsonNode id = array.get(i);
      if (!id.isIntegralNumber() || !id.canConvertToInt() || id.intValue() < 0) {
        throw Fields.wrong(param, "must have token ids", id);
      }
      ids[i] = id.intValue();
    }
    return ids;
  }
}
