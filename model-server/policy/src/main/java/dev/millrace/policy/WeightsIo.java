package dev.millrace.policy;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.jni.JniUtils;
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

  WeightsIo(WeightLayout layout, boolean tiedHead, List<NDArray> parameters) {
    this.layout = layout;
    this.tiedHead = tiedHead;
    this.parameters = parameters;
    this.header =
        SafeTensorsHeader.write(
            layout.parameters().stream().flatMap(p -> p.tensors().stream()).toList());
  }

  /** Reads all tensors; every value is checked before the first parameter changes. */
  void read(Checkpoint checkpoint) {
    Map<String, Checkpoint.Located> tensors = checkpoint.require(layout, tiedHead);
    forEachPiece((parameter, first, count, tensor, offset) -> load(tensors, tensor, offset, count));
    forEachPiece(
        (parameter, first, count, tensor, offset) ->
            store(parameter, first, load(tensors, tensor, offset, count)));
  }

  private static ByteBuffer load(
      Map<String, Checkpoint.Located> tensors, WeightLayout.Tensor tensor, long first, long count) {
    Checkpoint.Located located = tensors.get(tensor.name());
    if (located == null) {
      throw new IllegalStateException("tensor " + tensor.name() + " was required and is missing");
    }
    ByteBuffer floats =
        ByteBuffer.allocateDirect((int) (count * Float.BYTES)).order(ByteOrder.LITTLE_ENDIAN);
    located.file().read(located.entry(), first, floats);
    return floats.flip();
  }

  WeightsFile write(Path file, boolean force) {
    Path temporary = file.resolveSibling(file.getFileName() + ".tmp");
    MessageDigest digest = WeightsFile.newDigest();
    long bytes;
    try {
      try (FileChannel channel =
          FileChannel.open(
              temporary,
              StandardOpenOption.CREATE,
              StandardOpenOption.WRITE,
              StandardOpenOption.TRUNCATE_EXISTING)) {
        append(channel, digest, ByteBuffer.wrap(header));
        for (NDArray parameter : parameters) {
          append(channel, digest, parameter);
        }
        bytes = channel.position();
        if (force) {
          channel.force(true);
        }
      }
      Files.move(
          temporary, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } catch (IOException e) {
      throw new UncheckedIOException(file + ": cannot be written: " + e, e);
    }
    return new WeightsFile(file, HexFormat.of().formatHex(digest.digest()), bytes);
  }

  private static void append(FileChannel channel, MessageDigest digest, NDArray parameter)
      throws IOException {
    long columns = parameter.size() / parameter.getShape().get(0);
    long rows = parameter.getShape().get(0);
    long step = Math.max(1, PIECE_BYTES / (columns * Float.BYTES));
    for (long row = 0; row < rows; row += step) {
      try (NDArray view = Torch.slice(parameter, 0, row, Math.min(rows, row + step))) {
        append(channel, digest, view.toByteBuffer(true));
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

  private static void store(NDArray parameter, long firstRow, ByteBuffer floats) {
    try (NDManager scope = parameter.getManager().newSubManager()) {
      long[] shape = parameter.getShape().getShape().clone();
      long count = floats.remaining() / Float.BYTES;
      shape[0] = count / (parameter.size() / shape[0]);
      NDArray piece = scope.create(floats, new Shape(shape), DataType.FLOAT32);
      long[] from = new long[shape.length];
      long[] to = parameter.getShape().getShape().clone();
      long[] by = new long[shape.length];
      Arrays.fill(by, 1);
      from[0] = firstRow;
      to[0] = firstRow + shape[0];
      JniUtils.indexSet((PtNDArray) parameter, (PtNDArray) piece, from, to, by);
    }
  }

  /** Fills a parameter with values in the order of its rows. */
  static void fill(NDArray parameter, FloatSource values) {
    long columns = parameter.size() / parameter.getShape().get(0);
    long rows = parameter.getShape().get(0);
    long step = Math.max(1, PIECE_BYTES / (columns * Float.BYTES));
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
    /** Values [offset, offset + count) of a tensor are rows from first on of a parameter. */
    void accept(NDArray parameter, long first, long count, WeightLayout.Tensor tensor, long offset);
  }

  private void forEachPiece(Piece visitor) {
    for (int i = 0; i < parameters.size(); i++) {
      NDArray parameter = parameters.get(i);
      long columns = parameter.size() / parameter.getShape().get(0);
      long step = Math.max(1, PIECE_BYTES / (columns * Float.BYTES));
      long base = 0;
      for (WeightLayout.Tensor tensor : layout.parameters().get(i).tensors()) {
        long rows = tensor.values() / columns;
        for (long row = 0; row < rows; row += step) {
          long taken = Math.min(step, rows - row);
          visitor.accept(parameter, base + row, taken * columns, tensor, row * columns);
        }
        base += rows;
      }
    }
  }
}
