package dev.millrace.policy;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.jni.JniUtils;
import dev.millrace.policy.safetensors.SafeTensorsHeader;
import dev.millrace.policy.safetensors.StoredTensor;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;

/** The passage of weights between a file and the parameters of a policy, in bounded pieces. */
final class WeightsIo {
  private static final long PIECE_BYTES = 16 << 20;

  private final WeightLayout layout;
  private final boolean tiedHead;
  private final List<NDArray> parameters;
  private final byte[] header;
  private final ByteBuffer piece;

  WeightsIo(WeightLayout layout, boolean tiedHead, List<NDArray> parameters) {
    this.layout = layout;
    this.tiedHead = tiedHead;
    this.parameters = parameters;
    this.piece = pieceFor(parameters);
    this.header =
        SafeTensorsHeader.write(
            layout.parameters().stream().flatMap(p -> p.tensors().stream()).toList());
  }

  /** Reads all tensors; every value is checked before the first parameter changes. */
  void read(Checkpoint checkpoint) {
    Map<String, Checkpoint.Located> tensors = checkpoint.require(layout, tiedHead);
    forEachPiece(
        (parameter, first, tensor, offset, floats) -> load(tensors, tensor, offset, floats));
    forEachPiece(
        (parameter, first, tensor, offset, floats) ->
            store(parameter, first, load(tensors, tensor, offset, floats)));
  }

  private static ByteBuffer load(
      Map<String, Checkpoint.Located> tensors, StoredTensor tensor, long first, ByteBuffer floats) {
    Checkpoint.Located located = tensors.get(tensor.name());
    if (located == null) {
      throw new IllegalStateException("tensor " + tensor.name() + " was required and is missing");
    }
    located.file().read(located.entry(), first, floats);
    return floats.flip();
  }

  WeightsFile write(Path file, boolean force) {
    Path temporary = file.resolveSibling(file.getFileName() + ".tmp");
    try {
      WeightsFile written = writeTo(temporary, force);
      Files.move(
          temporary, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
      return new WeightsFile(file, written.sha256(), written.bytes());
    } catch (IOException e) {
      try {
        Files.deleteIfExists(temporary);
      } catch (IOException left) {
        e.addSuppressed(left);
      }
      throw new UncheckedIOException(file + ": cannot be written: " + e, e);
    }
  }

  private WeightsFile writeTo(Path file, boolean force) throws IOException {
    MessageDigest digest = WeightsFile.newDigest();
    try (FileChannel channel =
        FileChannel.open(
            file,
            StandardOpenOption.CREATE,
            StandardOpenOption.WRITE,
            StandardOpenOption.TRUNCATE_EXISTING)) {
      append(channel, digest, ByteBuffer.wrap(header));
      for (NDArray parameter : parameters) {
        append(channel, digest, parameter);
      }
      if (force) {
        channel.force(true);
      }
      String sha256 = HexFormat.of().formatHex(digest.digest());
      return new WeightsFile(file, sha256, channel.position());
    }
  }

  private static void append(FileChannel channel, MessageDigest digest, NDArray parameter)
      throws IOException {
    long rows = parameter.getShape().get(0);
    long step = rowsOfPiece(parameter);
    for (long row = 0; row < rows; row += step) {
      try (NDArray view = Torch.slice(parameter, 0, row, Math.min(rows, row + step))) {
        append(channel, digest, Torch.memory(view));
      }
    }
  }

  private static void append(FileChannel channel, MessageDigest digest, ByteBuffer bytes)
      throws IOException {
    digest.update(bytes.duplicate());
    while (bytes.hasRemaining()) {
      channel.write(bytes);
    }
  }

  /** Replaces whole rows of a parameter. */
  private static void store(NDArray parameter, long firstRow, ByteBuffer floats) {
    long[] to = parameter.getShape().getShape().clone();
    long rows = floats.remaining() / Float.BYTES / (parameter.size() / to[0]);
    if (!parameter.getDevice().isGpu()) {
      try (NDArray view = Torch.slice(parameter, 0, firstRow, firstRow + rows)) {
        Torch.memory(view).put(floats);
      }
      return;
    }
    long[] from = new long[to.length];
    long[] by = new long[to.length];
    Arrays.fill(by, 1);
    to[0] = rows;
    try (NDManager scope = parameter.getManager().newSubManager()) {
      NDArray piece = scope.create(floats, new Shape(to), DataType.FLOAT32);
      from[0] = firstRow;
      to[0] = firstRow + rows;
      JniUtils.indexSet((PtNDArray) parameter, (PtNDArray) piece, from, to, by);
    }
  }

  /** Fills a parameter with values in the order of its rows. */
  static void fill(NDArray parameter, FloatSource values) {
    long columns = columns(parameter);
    long rows = parameter.getShape().get(0);
    long step = rowsOfPiece(parameter);
    for (long row = 0; row < rows; row += step) {
      int count = (int) (Math.min(step, rows - row) * columns);
      ByteBuffer floats =
          ByteBuffer.allocateDirect(count * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
      while (floats.hasRemaining()) {
        floats.putFloat(values.next());
      }
      store(parameter, row, floats.flip());
    }
  }

  /** A supplier of floats. */
  interface FloatSource {
    float next();
  }

  private interface Piece {
    /**
     * Visits whole rows.
     *
     * @param first row of the parameter
     * @param offset value of the tensor that this row begins with
     * @param floats as many bytes as the rows have; overwritten by the next piece
     */
    void accept(NDArray parameter, long first, StoredTensor tensor, long offset, ByteBuffer floats);
  }

  private void forEachPiece(Piece visitor) {
    for (int i = 0; i < parameters.size(); i++) {
      NDArray parameter = parameters.get(i);
      long columns = columns(parameter);
      long step = rowsOfPiece(parameter);
      long base = 0;
      for (StoredTensor tensor : layout.parameters().get(i).tensors()) {
        long rows = tensor.values() / columns;
        for (long row = 0; row < rows; row += step) {
          int bytes = (int) (Math.min(step, rows - row) * columns * Float.BYTES);
          ByteBuffer floats = piece.clear().limit(bytes);
          visitor.accept(parameter, base + row, tensor, row * columns, floats);
        }
        base += rows;
      }
    }
  }

  private static long columns(NDArray parameter) {
    return parameter.size() / parameter.getShape().get(0);
  }

  /** Rows of a parameter that are moved at once. */
  private static long rowsOfPiece(NDArray parameter) {
    long most = Math.max(1, PIECE_BYTES / (columns(parameter) * Float.BYTES));
    return Math.min(parameter.getShape().get(0), most);
  }

  private static ByteBuffer pieceFor(List<NDArray> parameters) {
    long bytes =
        parameters.stream()
            .mapToLong(parameter -> rowsOfPiece(parameter) * columns(parameter) * Float.BYTES)
            .max()
            .orElse(0);
    return ByteBuffer.allocateDirect(Math.toIntExact(bytes)).order(ByteOrder.LITTLE_ENDIAN);
  }
}
