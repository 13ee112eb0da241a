package dev.millrace.policy;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;

/**
 * Bytes written as printable characters: a byte that prints in Latin-1 is itself, the others are
 * the characters from U+0100 on, in order. GPT-2's vocabularies are spelled this way
 * (https://github.com/openai/gpt-2/blob/master/src/encoder.py).
 */
final class ByteLevel {
  private static final int BYTES = 256;
  private static final Map<Integer, Byte> BYTE_OF = table();

  private ByteLevel() {}

  private static Map<Integer, Byte> table() {
    Map<Integer, Byte> table = new HashMap<>();
    int next = BYTES;
    for (int b = 0; b < BYTES; b++) {
      table.put(prints(b) ? b : next++, (byte) b);
    }
    return table;
  }

  private static boolean prints(int b) {
    return (b >= '!' && b <= '~') || (b >= 0xA1 && b <= 0xAC) || (b >= 0xAE && b <= 0xFF);
  }

  /** The bytes of a vocabulary entry; a character outside the alphabet stands for itself. */
  static byte[] bytes(String token) {
    ByteArrayOutputStream out = new ByteArrayOutputStream(token.length());
    token
        .codePoints()
        .forEach(
            point -> {
              Byte known = BYTE_OF.get(point);
              if (known != null) {
                out.write(known);
              } else {
                out.writeBytes(Character.toString(point).getBytes(StandardCharsets.UTF_8));
              }
            });
    return out.toByteArray();
  }
}
