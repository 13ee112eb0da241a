package dev.millrace.server.answer;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;

/**
 * Text from the bytes of tokens. A character whose bytes are spread over tokens is held back until
 * its last byte is there; what is not UTF-8 becomes U+FFFD.
 */
final class Detokenizer {
  private final CharsetDecoder decoder =
      StandardCharsets.UTF_8
          .newDecoder()
          .onMalformedInput(CodingErrorAction.REPLACE)
          .onUnmappableCharacter(CodingErrorAction.REPLACE);

  private byte[] held = {};

  /** The characters that these bytes complete. */
  String push(byte[] bytes) {
    return decode(bytes, false);
  }

  /** What is left at the end: a character that was never completed. */
  String flush() {
    return decode(new byte[0], true);
  }

  private String decode(byte[] bytes, boolean last) {
    ByteBuffer in = ByteBuffer.allocate(held.length + bytes.length).put(held).put(bytes).flip();
    CharBuffer out = CharBuffer.allocate(in.remaining() + 1);
    decoder.decode(in, out, last);
    if (last) {
      decoder.flush(out);
      decoder.reset();
    }
    held = new byte[in.remaining()];
    in.get(held);
    return out.flip().toString();
  }
}
