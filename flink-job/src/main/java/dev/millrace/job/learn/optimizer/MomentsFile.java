package dev.millrace.job.learn.optimizer;

import ai.djl.ndarray.NDArray;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The moments of an optimizer in a safetensors file: {@code adam.m.<parameter>} and {@code
 * adam.v.<parameter>} in float32, their number of updates and the caller's entries as metadata.
 *
 * <p>Format: https://huggingface.co/docs/safetensors/index.
 */
public final class MomentsFile {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String UPDATES = "updates";
  private static final int ALIGNMENT = 8;

  private MomentsFile() {}

  /**
   * Writes the moments to a temporary file beside {@code file}, forces them to the disk and renames
   * it.
   *
   * @param names names of the parameters, in the optimizer's order
   * @param metadata further entries of the header
   */
  public static void write(
      Path file, AdamW optimizer, List<String> names, Map<String, String> metadata)
      throws IOException {
    ObjectNode header = JSON.createObjectNode();
    ObjectNode about = header.putObject("__metadata__").put("format", "pt");
    about.put(UPDATES, Long.toString(optimizer.updates()));
    new TreeMap<>(metadata).forEach(about::put);
    long offset = describe(header, "adam.m.", names, optimizer.firstMoments(), 0);
    describe(header, "adam.v.", names, optimizer.secondMoments(), offset);
    Path temporary = file.resolveSibling(file.getFileName() + ".tmp");
    try (FileChannel channel =
        FileChannel.open(
            temporary,
            StandardOpenOption.CREATE,
            StandardOpenOption.WRITE,
            StandardOpenOption.TRUNCATE_EXISTING)) {
      append(channel, head(header));
      for (List<NDArray> moments : List.of(optimizer.firstMoments(), optimizer.secondMoments())) {
        for (NDArray moment : moments) {
          append(channel, floats(moment.toFloatArray()));
        }
      }
      channel.force(true);
    }
    Files.move(
        temporary, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
  }

  /**
   * Continues an optimizer from a file; nothing changes unless the whole file fits.
   *
   * @param names names of the parameters, in the optimizer's order
   * @throws IOException when the file cannot be read or is not of these parameters
   */
  public static void read(Path file, AdamW optimizer, List<String> names) throws IOException {
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
      byte[] text = headerText(file, channel);
      JsonNode header = JSON.readTree(text);
      long start = Long.BYTES + (long) text.length;
      List<float[]> first =
          load(file, channel, start, header, "adam.m.", names, optimizer.firstMoments());
      List<float[]> second =
          load(file, channel, start, header, "adam.v.", names, optimizer.secondMoments());
      JsonNode updates = header.path("__metadata__").path(UPDATES);
      if (!updates.asText().matches("[0-9]{1,18}")) {
        throw new IOException(file + ": updates '" + updates.asText() + "'");
      }
      optimizer.restore(Long.parseLong(updates.asText()), first, second);
    }
  }

  /**
   * The entries of a file's header that {@link #write} was given, and the number of updates.
   *
   * @throws IOException when the file cannot be read or has no such header
   */
  public static Map<String, String> metadata(Path file) throws IOException {
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
      Map<String, String> metadata = new TreeMap<>();
      JSON.readTree(headerText(file, channel))
          .path("__metadata__")
          .properties()
          .forEach(entry -> metadata.put(entry.getKey(), entry.getValue().asText()));
      return metadata;
    }
  }

  private static byte[] headerText(Path file, FileChannel channel) throws IOException {
    long length = read(file, channel, 0, Long.BYTES).getLong();
    if (length < 2 || length > channel.size() - Long.BYTES || length > Integer.MAX_VALUE) {
      throw new IOException(file + ": header length " + length);
    }
    byte[] text = new byte[(int) length];
    read(file, channel, Long.BYTES, (int) length).get(text);
    return text;
  }

  private static long describe(
      ObjectNode header, String prefix, List<String> names, List<NDArray> moments, long from) {
    long offset = from;
    for (int i = 0; i < moments.size(); i++) {
      ObjectNode entry = header.putObject(prefix + names.get(i)).put("dtype", "F32");
      for (long dimension : moments.get(i).getShape().getShape()) {
        entry.withArray("shape").add(dimension);
      }
      long end = offset + moments.get(i).size() * Float.BYTES;
      entry.putArray("data_offsets").add(offset).add(end);
      offset = end;
    }
    return offset;
  }

  private static ByteBuffer head(ObjectNode header) {
    byte[] json = header.toString().getBytes(StandardCharsets.UTF_8);
    int padded = (json.length + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
    byte[] text = Arrays.copyOf(json, padded);
    Arrays.fill(text, json.length, padded, (byte) ' ');
    return ByteBuffer.allocate(Long.BYTES + padded)
        .order(ByteOrder.LITTLE_ENDIAN)
        .putLong(padded)
        .put(text)
        .flip();
  }

  private static ByteBuffer floats(float[] values) {
    ByteBuffer bytes =
        ByteBuffer.allocate(values.length * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    bytes.asFloatBuffer().put(values);
    return bytes;
  }

  private static void append(FileChannel channel, ByteBuffer bytes) throws IOException {
    while (bytes.hasRemaining()) {
      channel.write(bytes);
    }
  }

  private static List<float[]> load(
      Path file,
      FileChannel channel,
      long start,
      JsonNode header,
      String prefix,
      List<String> names,
      List<NDArray> moments)
      throws IOException {
    List<float[]> loaded = new ArrayList<>();
    for (int i = 0; i < moments.size(); i++) {
      String name = prefix + names.get(i);
      JsonNode offsets = header.path(name).path("data_offsets");
      long bytes = moments.get(i).size() * Float.BYTES;
      if (!header.path(name).path("dtype").asText().equals("F32")
          || offsets.path(1).asLong(-1) - offsets.path(0).asLong(0) != bytes) {
        throw new IOException(
            file + ": " + name + " must be F32 of shape " + moments.get(i).getShape());
      }
      float[] values = new float[Math.toIntExact(bytes / Float.BYTES)];
      long position = start + offsets.get(0).asLong();
      read(file, channel, position, Math.toIntExact(bytes)).asFloatBuffer().get(values);
      loaded.add(values);
    }
    return loaded;
  }

  private static ByteBuffer read(Path file, FileChannel channel, long position, int bytes)
      throws IOException {
    ByteBuffer buffer = ByteBuffer.allocate(bytes).order(ByteOrder.LITTLE_ENDIAN);
    while (buffer.hasRemaining()) {
      if (channel.read(buffer, position + buffer.position()) < 0) {
        throw new IOException(file + ": ends at byte " + (position + buffer.position()));
      }
    }
    return buffer.flip();
  }
}
