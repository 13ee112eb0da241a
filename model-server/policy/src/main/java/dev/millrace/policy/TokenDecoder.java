package dev.millrace.policy;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * How the entries of a vocabulary spell bytes: the {@code decoder} of a tokenizer.json, as data.
 */
final class TokenDecoder {
  private static final Pattern BYTE = Pattern.compile("<0x([0-9A-Fa-f]{2})>");

  private final Map<String, String> replaced = new LinkedHashMap<>();
  private boolean byteLevel;
  private boolean byteFallback;

  private TokenDecoder() {}

  static TokenDecoder of(Path file, JsonNode decoder) {
    TokenDecoder made = new TokenDecoder();
    made.add(file, decoder);
    return made;
  }

  private void add(Path file, JsonNode decoder) {
    String type = decoder.path("type").asText("none");
    switch (type) {
      case "Sequence" -> decoder.path("decoders").forEach(part -> add(file, part));
      case "ByteLevel" -> byteLevel = true;
      case "ByteFallback" -> byteFallback = true;
      case "Metaspace" -> replaced.put(decoder.path("replacement").asText("▁"), " ");
      case "Replace" -> {
        JsonNode pattern = decoder.path("pattern").path("String");
        if (!pattern.isTextual()) {
          throw new InvalidPolicyException(
              file, "a decoder that replaces by a regular expression is not supported");
        }
        replaced.put(pattern.asText(), decoder.path("content").asText());
      }
      case "Fuse", "Strip" -> {
        // Neither changes a token that stands in the middle of a text.
      }
      default ->
          throw new InvalidPolicyException(file, "a decoder of type " + type + " is not supported");
    }
  }

  byte[] bytes(String token) {
    if (byteLevel) {
      return ByteLevel.bytes(token);
    }
    Matcher single = BYTE.matcher(token);
    if (byteFallback && single.matches()) {
      return new byte[] {(byte) Integer.parseInt(single.group(1), 16)};
    }
    String text = token;
    for (Map.Entry<String, String> each : replaced.entrySet()) {
      text = text.replace(each.getKey(), each.getValue());
    }
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
