package dev.millrace.policy;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

/** One way to spoil a weights file, and what the refusal says. */
record Corruption(String name, String complaint, UnaryOperator<byte[]> change) {
  private static final String EMBEDDING = "model.embed_tokens.weight";
  private static final String NORM = "model.norm.weight";

  byte[] apply(byte[] file) {
    return change.apply(file);
  }

  @Override
  public String toString() {
    return name;
  }

  static Stream<Corruption> all() {
    List<Corruption> all = new ArrayList<>();
    for (int length : new int[] {0, 1, 7}) {
      all.add(bytes("cut to " + length, "too few", file -> Arrays.copyOf(file, length)));
    }
    all.add(bytes("only a length", "header length", file -> Arrays.copyOf(file, 8)));
    all.add(bytes("cut in the header", "header length", file -> Arrays.copyOf(file, 90)));
    all.add(bytes("one byte short", "the file holds", f -> Arrays.copyOf(f, f.length - 1)));
    all.add(bytes("half of the data", "the file holds", f -> Arrays.copyOf(f, f.length - 2000)));
    all.add(bytes("one byte more", "the file holds", f -> Arrays.copyOf(f, f.length + 1)));
    for (long length : new long[] {0, 1, -1, Long.MAX_VALUE, Long.MIN_VALUE, 1L << 32}) {
      all.add(
          bytes(
              "header length " + length,
              "header length",
              file -> {
                ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN).putLong(0, length);
                return file;
              }));
    }
    all.add(header("not JSON", "not valid JSON", json -> "x" + json.substring(1)));
    all.add(header("an array", "not a JSON object", json -> "[" + " ".repeat(20) + "]"));
    all.add(header("open brace", "not valid JSON", json -> json.strip().replaceAll(".$", " ")));
    all.add(
        header(
            "two tensors of one name",
            "not valid JSON",
            json -> json.replace("\"" + NORM + "\"", "\"" + EMBEDDING + "\"")));
    all.add(header("renamed tensor", "missing", json -> json.replace(NORM, "model.other.weight")));
    all.add(
        header(
            "tensor of another family",
            "missing",
            json -> json.replace("q_proj.weight", "q_norm.weight")));
    all.add(type("unknown type", "\"F99\""));
    all.add(type("eight-bit floats", "\"F8_E4M3\""));
    all.add(type("integers", "\"I64\""));
    all.add(type("no type", "null"));
    all.add(
        header("type of another width", "needs", json -> json.replaceFirst("\"F32\"", "\"BF16\"")));
    all.add(shape("transposed", "[16,23]", "expected [23, 16]"));
    all.add(shape("flattened", "[368]", "expected [23, 16]"));
    all.add(shape("other shape of the same rank", "[46,8]", "expected [23, 16]"));
    all.add(shape("too large", "[24,16]", "needs"));
    all.add(shape("negative", "[-23,-16]", "not a size"));
    all.add(shape("fraction", "[23.5,16]", "not a size"));
    all.add(shape("text", "[\"23\",16]", "not a size"));
    all.add(shape("overflow", "[4611686018427387904,16]", "overflows"));
    all.add(shape("none", "null", "must be arrays"));
    all.add(offsets("beyond the file", "[0,147200000]", "needs"));
    all.add(offsets("reversed", "[1472,0]", "needs"));
    all.add(offsets("negative", "[-1472,0]", "not a size"));
    all.add(offsets("shifted", "[4,1476]", "begins at byte 4"));
    all.add(offsets("overlapping", "[1472,2944]", "begins at byte"));
    all.add(offsets("one number", "[0]", "must be arrays"));
    for (int bits : new int[] {0x7fc00000, 0x7f800000, 0xff800000, 0x7f800001}) {
      all.add(value("at the start", 0, bits));
      all.add(value("in the middle", 1, bits));
      all.add(value("at the end", 2, bits));
    }
    return all.stream();
  }

  private static Corruption bytes(String name, String complaint, UnaryOperator<byte[]> change) {
    return new Corruption(name, complaint, change);
  }

  private static Corruption type(String name, String type) {
    return header(name, "is not supported", json -> json.replaceFirst("\"F32\"", type));
  }

  private static Corruption shape(String name, String shape, String complaint) {
    return header(
        "shape " + name,
        complaint,
        json -> json.replaceFirst("\"shape\":\\[23,16]", "\"shape\":" + shape));
  }

  private static Corruption offsets(String name, String offsets, String complaint) {
    return header(
        "offsets " + name,
        complaint,
        json -> json.replaceFirst("\"data_offsets\":\\[0,1472]", "\"data_offsets\":" + offsets));
  }

  /** A number that is not finite, in one of three places. */
  private static Corruption value(String where, int place, int bits) {
    return bytes(
        Integer.toHexString(bits) + " " + where,
        "is not finite",
        file -> {
          int start = start(file);
          int count = (file.length - start) / Float.BYTES;
          int index = place * (count - 1) / 2;
          ByteBuffer.wrap(file)
              .order(ByteOrder.LITTLE_ENDIAN)
              .putInt(start + index * Float.BYTES, bits);
          return file;
        });
  }

  private static Corruption header(String name, String complaint, UnaryOperator<String> change) {
    return bytes(
        name,
        complaint,
        file -> {
          int start = start(file);
          String json = new String(file, 8, start - 8, StandardCharsets.UTF_8);
          String changed = change.apply(json);
          if (changed.equals(json)) {
            throw new IllegalStateException("corruption '" + name + "' changes nothing");
          }
          byte[] text = changed.getBytes(StandardCharsets.UTF_8);
          return ByteBuffer.allocate(8 + text.length + file.length - start)
              .order(ByteOrder.LITTLE_ENDIAN)
              .putLong(text.length)
              .put(text)
              .put(file, start, file.length - start)
              .array();
        });
  }

  private static int start(byte[] file) {
    return 8 + (int) ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN).getLong(0);
  }
}
