package dev.millrace.ops.intake;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.UnaryOperator;

/**
 * A way to spoil a weights file.
 *
 * @param name what is wrong
 * @param digested whether size and digest are those of the spoiled bytes, so that only a look at
 *     them can tell
 * @param change good bytes to spoiled ones
 */
record SpoiledWeights(String name, boolean digested, UnaryOperator<byte[]> change) {
  private static final int FLIPS = 10;
  private static final String K = "model.layers.0.self_attn.k_proj.weight";
  private static final String V = "model.layers.0.self_attn.v_proj.weight";
  private static final String Q = "model.layers.0.self_attn.q_proj.weight";
  private static final String O = "model.layers.0.self_attn.o_proj.weight";
  private static final String GATE = "model.layers.0.mlp.gate_proj.weight";
  private static final String UP = "model.layers.0.mlp.up_proj.weight";
  private static final String NORM = "model.norm.weight";

  static List<SpoiledWeights> all() {
    List<SpoiledWeights> all = new ArrayList<>();
    for (int i = 0; i < FLIPS; i++) {
      int place = i;
      all.add(
          new SpoiledWeights(
              "flipped bit in byte " + place + "/" + FLIPS,
              false,
              file -> {
                file[(int) ((long) file.length * place / FLIPS)] ^= (byte) (1 << (place % 8));
                return file;
              }));
    }
    for (int percent : new int[] {0, 1, 50, 99}) {
      int kept = percent;
      UnaryOperator<byte[]> cut = file -> Arrays.copyOf(file, file.length * kept / 100);
      all.add(new SpoiledWeights("cut to " + kept + " %", false, cut));
      all.add(new SpoiledWeights("digested, cut to " + kept + " %", true, cut));
    }
    all.add(new SpoiledWeights("longer", true, file -> Arrays.copyOf(file, file.length + 4)));
    for (int bits : new int[] {0x7fc00000, 0x7f800000, 0xff800000}) {
      for (int place = 0; place < 2; place++) {
        all.add(value(bits, place));
      }
    }
    all.add(swapped(K, V));
    all.add(swapped(Q, O));
    all.add(swapped(GATE, UP));
    for (String type : List.of("F16", "BF16", "F64", "I32", "U8", "F8_E4M3")) {
      all.add(header("type " + type, text -> text.replaceFirst("\"F32\"", '"' + type + '"')));
    }
    all.add(header("all types", text -> text.replace("\"F32\"", "\"I32\"")));
    all.add(header("unknown name", text -> text.replace(NORM, "model.mood.weight")));
    all.add(header("two of one name", text -> text.replace(K, V)));
    all.add(header("name of another layer", text -> text.replace("layers.0", "layers.1")));
    for (int i = 1; i <= 3; i++) {
      all.add(overlapping(i));
    }
    for (long length : new long[] {-1, 0, 1L << 20, 1L << 32, Long.MAX_VALUE}) {
      all.add(
          new SpoiledWeights(
              "header of " + length + " bytes",
              true,
              file -> {
                ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN).putLong(0, length);
                return file;
              }));
    }
    return all;
  }

  private static SpoiledWeights value(int bits, int place) {
    return new SpoiledWeights(
        Integer.toHexString(bits) + (place == 0 ? " first" : " last"),
        true,
        file -> {
          int at = place == 0 ? start(file) : file.length - Float.BYTES;
          ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN).putInt(at, bits);
          return file;
        });
  }

  /** Two tensors of one shape under each other's name: only the canary can tell. */
  private static SpoiledWeights swapped(String one, String other) {
    return header(
        "swapped " + one + " and " + other,
        text -> text.replace(one, "x").replace(other, one).replace("\"x\"", '"' + other + '"'));
  }

  /** The i-th tensor but the first begins where the first does. */
  private static SpoiledWeights overlapping(int number) {
    return header(
        "overlapping offsets " + number,
        text -> {
          int at = 0;
          for (int i = 0; i <= number; i++) {
            at = text.indexOf("\"data_offsets\":[", at + 1);
          }
          int from = text.indexOf('[', at) + 1;
          return text.substring(0, from) + "0" + text.substring(text.indexOf(',', from));
        });
  }

  private static SpoiledWeights header(String name, UnaryOperator<String> change) {
    return new SpoiledWeights(
        name,
        true,
        file -> {
          int start = start(file);
          String text = new String(file, 8, start - 8, StandardCharsets.UTF_8);
          String changed = change.apply(text);
          if (changed.equals(text)) {
            throw new IllegalStateException(name + " changes nothing in " + text);
          }
          byte[] bytes = changed.getBytes(StandardCharsets.UTF_8);
          return ByteBuffer.allocate(8 + bytes.length + file.length - start)
              .order(ByteOrder.LITTLE_ENDIAN)
              .putLong(bytes.length)
              .put(bytes)
              .put(file, start, file.length - start)
              .array();
        });
  }

  private static int start(byte[] file) {
    return 8 + (int) ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN).getLong(0);
  }
}
