package dev.millrace.policy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Map;

/**
 * The bytes that each token stands for. A character may be spread over several tokens, so a text is
 * the UTF-8 decoding of the bytes of all its tokens, and never of one alone.
 */
public final class TokenBytes {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final byte[] NOTHING = {};

  private final byte[][] bytes;
  private final BitSet special;

  private TokenBytes(byte[][] bytes, BitSet special) {
    this.bytes = bytes;
    this.special = special;
  }

  /**
   * Reads the {@code tokenizer.json} of a directory.
   *
   * @throws InvalidPolicyException when it decodes tokens in a way that is not known here
   */
  public static TokenBytes read(Path directory) {
    Path file = directory.resolve(Tokenizer.FILE);
    try {
      JsonNode json = JSON.readTree(file.toFile());
      byte[][] bytes = new byte[TokenizerFiles.vocabSize(file)][];
      TokenDecoder decoder = TokenDecoder.of(file, json.path("decoder"));
      JsonNode vocabulary = json.path("model").path("vocab");
      if (vocabulary.isArray()) {
        for (int id = 0; id < vocabulary.size(); id++) {
          bytes[id] = decoder.bytes(vocabulary.get(id).path(0).asText());
        }
      } else {
        for (Map.Entry<String, JsonNode> token : vocabulary.properties()) {
          bytes[token.getValue().asInt()] = decoder.bytes(token.getKey());
        }
      }
      BitSet special = new BitSet();
      for (JsonNode added : json.path("added_tokens")) {
        int id = added.path("id").asInt();
        bytes[id] = added.path("content").asText().getBytes(StandardCharsets.UTF_8);
        special.set(id, added.path("special").asBoolean());
      }
      return new TokenBytes(bytes, special);
    } catch (IOException e) {
      String line = String.valueOf(e.getMessage()).lines().findFirst().orElse("");
      throw new InvalidPolicyException(file, "not a tokenizer: " + line, e);
    }
  }

  /** The bytes of a token, not to be written; none for an id that the tokenizer does not know. */
  public byte[] of(int id) {
    byte[] known = id >= 0 && id < bytes.length ? bytes[id] : null;
    return known == null ? NOTHING : known;
  }

  /** Whether a token steers the model and is not part of the text. */
  public boolean isSpecial(int id) {
    return special.get(id);
  }

  /** The text of tokens, without the special ones. What is not UTF-8 becomes U+FFFD. */
  public String text(int[] tokens) {
    int length = 0;
    List<byte[]> parts = new ArrayList<>(tokens.length);
    for (int token : tokens) {
      if (!isSpecial(token)) {
        parts.add(of(token));
        length += of(token).length;
      }
    }
    byte[] all = new byte[length];
    int at = 0;
    for (byte[] part : parts) {
      System.arraycopy(part, 0, all, at, part.length);
      at += part.length;
    }
    return new String(all, StandardCharsets.UTF_8);
  }
}
