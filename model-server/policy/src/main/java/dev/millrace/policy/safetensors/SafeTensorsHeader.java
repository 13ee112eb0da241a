package dev.millrace.policy.safetensors;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The header of a safetensors file: which bytes of the data are which tensor.
 *
 * <p>Layout of a file: header length (8 bytes, little endian), header (JSON, padded with spaces to
 * a multiple of 8), data. https://github.com/huggingface/safetensors, "Format".
 *
 * @param entries tensors by name; together they cover the data without overlap and without a gap
 */
public record SafeTensorsHeader(Map<String, Entry> entries) {
  /** Longest header that is read, as in the reference implementation. */
  static final long MAX_BYTES = 100_000_000;

  private static final String METADATA = "__metadata__";
  private static final ObjectMapper JSON =
      new ObjectMapper().enable(JsonParser.Feature.STRICT_DUPLICATE_DETECTION);

  /** One stored tensor: bytes [begin, end) of the data. */
  public record Entry(String name, StoredType type, long[] shape, long begin, long end) {
    long values() {
      return (end - begin) / type.bytes();
    }
  }

  static SafeTensorsHeader parse(Path file, byte[] header, long dataBytes) {
    Map<String, Entry> entries = new LinkedHashMap<>();
    JsonNode json = tree(file, header);
    json.properties()
        .forEach(
            field -> {
              if (!field.getKey().equals(METADATA)) {
                entries.put(field.getKey(), entry(file, field.getKey(), field.getValue()));
              }
            });
    requireCovered(file, entries, dataBytes);
    return new SafeTensorsHeader(entries);
  }

  /** The bytes of a file up to its data, for tensors of 32-bit floats stored one after another. */
  public static byte[] write(List<StoredTensor> tensors) {
    ObjectNode json = JSON.createObjectNode();
    json.putObject(METADATA).put("format", "pt");
    long offset = 0;
    for (StoredTensor tensor : tensors) {
      ObjectNode entry = json.putObject(tensor.name()).put("dtype", StoredType.F32.name());
      for (long size : tensor.shape()) {
        entry.withArray("shape").add(size);
      }
      long end = offset + tensor.values() * Float.BYTES;
      entry.putArray("data_offsets").add(offset).add(end);
      offset = end;
    }
    byte[] text = json.toString().getBytes(StandardCharsets.UTF_8);
    int padded = (text.length + 7) / 8 * 8;
    ByteBuffer bytes = ByteBuffer.allocate(Long.BYTES + padded).order(ByteOrder.LITTLE_ENDIAN);
    bytes.putLong(padded).put(text);
    while (bytes.hasRemaining()) {
      bytes.put((byte) ' ');
    }
    return bytes.array();
  }

  private static JsonNode tree(Path file, byte[] header) {
    try {
      JsonNode json = JSON.readTree(header);
      if (json == null || !json.isObject()) {
        throw new InvalidWeightsException(file, "the header is not a JSON object");
      }
      return json;
    } catch (IOException e) {
      String line = String.valueOf(e.getMessage()).lines().findFirst().orElse("");
      throw new InvalidWeightsException(file, "the header is not valid JSON: " + line, e);
    }
  }

  private static Entry entry(Path file, String name, JsonNode json) {
    StoredType type = StoredType.of(json.path("dtype").asText(""));
    if (type == null) {
      throw new InvalidWeightsException(
          file, "tensor " + name + ": dtype " + json.path("dtype") + " is not supported");
    }
    JsonNode sizes = json.path("shape");
    JsonNode offsets = json.path("data_offsets");
    if (!sizes.isArray() || !offsets.isArray() || offsets.size() != 2) {
      throw new InvalidWeightsException(
          file, "tensor " + name + ": shape and data_offsets must be arrays");
    }
    long[] shape = new long[sizes.size()];
    long bytes = type.bytes();
    for (int i = 0; i < shape.length; i++) {
      shape[i] = natural(file, name, sizes.get(i));
      if (shape[i] != 0 && bytes > Long.MAX_VALUE / shape[i]) {
        throw new InvalidWeightsException(file, "tensor " + name + ": shape overflows");
      }
      bytes *= shape[i];
    }
    long begin = natural(file, name, offsets.get(0));
    long end = natural(file, name, offsets.get(1));
    if (end < begin || end - begin != bytes) {
      throw new InvalidWeightsException(
          file,
          "tensor "
              + name
              + ": shape "
              + sizes
              + " of "
              + type
              + " needs "
              + bytes
              + " bytes, data_offsets are "
              + offsets);
    }
    return new Entry(name, type, shape, begin, end);
  }

  private static long natural(Path file, String name, JsonNode value) {
    if (!value.isIntegralNumber() || !value.canConvertToLong() || value.longValue() < 0) {
      throw new InvalidWeightsException(
          file, "tensor " + name + ": " + value + " is not a size or an offset");
    }
    return value.longValue();
  }

  private static void requireCovered(Path file, Map<String, Entry> entries, long dataBytes) {
    List<Entry> sorted = new ArrayList<>(entries.values());
    sorted.sort(Comparator.comparingLong(Entry::begin).thenComparingLong(Entry::end));
    long covered = 0;
    for (Entry entry : sorted) {
      if (entry.begin() != covered) {
        throw new InvalidWeightsException(
            file,
            "tensor "
                + entry.name()
                + ": begins at byte "
                + entry.begin()
                + " of the data, the tensors before it end at "
                + covered);
      }
      covered = entry.end();
    }
    if (covered != dataBytes) {
      throw new InvalidWeightsException(
          file, "the tensors cover " + covered + " bytes, the file holds " + dataBytes);
    }
  }
}
