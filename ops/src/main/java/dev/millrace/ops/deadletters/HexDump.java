package dev.millrace.ops.deadletters;

import java.util.ArrayList;
import java.util.List;

/** Bytes as people read them: offset, sixteen bytes in hex, the same as ASCII. */
final class HexDump {
  private static final int WIDTH = 16;

  private HexDump() {}

  /**
   * The lines of a dump.
   *
   * @param most bytes that are shown; a last line says how many are not
   */
  static List<String> of(byte[] bytes, int most) {
    List<String> lines = new ArrayList<>();
    int shown = Math.min(bytes.length, most);
    for (int start = 0; start < shown; start += WIDTH) {
      StringBuilder hex = new StringBuilder();
      StringBuilder text = new StringBuilder();
      for (int i = start; i < Math.min(start + WIDTH, shown); i++) {
        hex.append(String.format("%02x ", bytes[i]));
        text.append(bytes[i] >= ' ' && bytes[i] <= '~' ? (char) bytes[i] : '.');
      }
      lines.add(String.format("%08x  %-48s |%s|", start, hex, text));
    }
    if (shown < bytes.length) {
      lines.add("and " + (bytes.length - shown) + " bytes more; --raw FILE writes all");
    }
    return lines;
  }
}
