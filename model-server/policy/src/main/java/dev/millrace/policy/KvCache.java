package dev.millrace.policy;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.ndarray.types.SparseFormat;
import org.jspecify.annotations.Nullable;

/** Keys and values of the tokens that a batch of sequences has seen, per layer [B, KV, T, hd]. */
final class KvCache implements AttentionMemory {
  private final NDArray[] keys;
  private final NDArray[] values;
  private final @Nullable NDArray rows;
  private int length;

  /**
   * @param rows [B] int64: which row of the first call each sequence continues; null when row i
   *     continues row i
   */
  KvCache(NDManager manager, PolicyConfig config, int batch, int capacity, @Nullable NDArray rows) {
    this.keys = new NDArray[config.layers()];
    this.values = new NDArray[config.layers()];
    this.rows = rows;
    Shape shape = new Shape(batch, config.kvHeads(), capacity, config.headDim());
    for (int layer = 0; layer < keys.length; layer++) {
      keys[layer] = Torch.zeros(manager, shape, DataType.FLOAT32);
      values[layer] = Torch.zeros(manager, shape, DataType.FLOAT32);
    }
  }

  /** Number of tokens that every layer holds. */
  int length() {
    return length;
  }

  /** Says that all layers have received this many more tokens. */
  void advance(int tokens) {
    length += tokens;
  }

  @Override
  public NDArray attend(
      int layer, NDArray queries, NDArray key, NDArray value, @Nullable NDArray mask) {
    return AttentionMemory.attention(
        queries, put(keys[layer], key), put(values[layer], value), mask);
  }

  private NDArray put(NDArray cache, NDArray added) {
    set(cache, expanded(added));
    return length == 0
        ? added
        : Torch.sliceInto(added.getManager(), cache, 2, 0, length + added.getShape().get(2));
  }

  /** Drops all sequences but those of the rows [B] int64, in their order. */
  void keep(NDArray kept) {
    for (int layer = 0; layer < keys.length; layer++) {
      keys[layer] = taken(keys[layer], kept);
      values[layer] = taken(values[layer], kept);
    }
  }

  private static NDArray taken(NDArray cache, NDArray kept) {
    NDManager manager = cache.getManager();
    try (NDManager scope = manager.newSubManager();
        NDArray old = cache) {
      NDArray taken = rows(scope, old, kept);
      taken.attach(manager);
      return taken;
    }
  }

  /** Rows of an array [D, ..], copied: [B, ..]. */
  private static NDArray rows(NDManager step, NDArray array, NDArray rows) {
    long[] shape = array.getShape().getShape().clone();
    NDArray flat = array.reshape(shape[0], array.size() / shape[0]);
    flat.attach(step);
    NDArray taken = rows.getNDArrayInternal().embedding(rows, flat, SparseFormat.DENSE).head();
    taken.attach(step);
    shape[0] = rows.size();
    return taken.reshape(shape);
  }

  /** Rows of an array [D, ..] as the sequences of the batch continue them: [B, ..]. */
  NDArray expanded(NDArray array) {
    if (rows == null || length > 0) {
      return array;
    }
    return rows(array.getManager(), array, rows);
  }

  private void set(NDArray cache, NDArray added) {
    long[] shape = cache.getShape().getShape();
    long[] to = {shape[0], shape[1], length + added.getShape().get(2), shape[3]};
    Torch.set(cache, added, new long[] {0, 0, length, 0}, to);
  }
}
