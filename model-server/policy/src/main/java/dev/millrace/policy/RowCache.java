package dev.millrace.policy;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.jni.JniUtils;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Keys and values of sequences that began at different times, in one array [2 L, R, KV, C, hd]: the
 * keys of a layer at 2 l, its values at 2 l + 1.
 *
 * <p>Columns are a clock that all rows share: a step writes the same column of every row, which is
 * one copy, and a row begins at the column of its first token. What lies before is masked. Keys
 * carry their positions, so it does not matter in which column they lie, and the live columns can
 * move to the left when the clock runs out of columns. Rows in use come first, without gaps.
 */
final class RowCache implements AttentionMemory, AutoCloseable {
  private static final int SPARE_COLUMNS = 64;

  private final NDManager parent;
  private final PolicyConfig config;
  private NDManager manager;
  private PtNDArray all;
  private PtNDArray[] parts = {}; // [2 L] views [R, KV, C, hd]
  private @Nullable NDArray mask; // [B, 1, 1, C]
  private int capacity; // R
  private int columns; // C
  private int rows; // B
  private int[] starts = {}; // [B] column of the first token
  private int first; // the earliest of them
  private int end; // columns written

  /**
   * @param capacity rows that there is room for
   * @param columns tokens that there is room for
   */
  RowCache(NDManager parent, PolicyConfig config, int capacity, int columns) {
    this.parent = parent;
    this.config = config;
    this.manager = parent.newSubManager();
    this.all = allocate(capacity, columns);
  }

  private PtNDArray allocate(int newCapacity, int newColumns) {
    int depth = 2 * config.layers();
    capacity = newCapacity;
    columns = newColumns;
    // Zeros, not whatever was in memory: a masked value is multiplied by 0, and NaN stays NaN.
    PtNDArray array =
        (PtNDArray)
            Torch.zeros(
                manager,
                new Shape(depth, capacity, config.kvHeads(), columns, config.headDim()),
                DataType.FLOAT32);
    parts = new PtNDArray[depth];
    for (int i = 0; i < depth; i++) {
      try (NDArray part = Torch.slice(array, 0, i, i + 1)) {
        parts[i] = (PtNDArray) part.squeeze(0);
      }
    }
    return array;
  }

  int rows() {
    return rows;
  }

  /** Columns written so far. */
  int end() {
    return end;
  }

  /** Begins rows of sequences whose first tokens the next columns will hold. */
  void begin(int[] firstColumns) {
    rows = firstColumns.length;
    starts = firstColumns.clone();
    changed();
  }

  /** Says that all layers have received this many more tokens. */
  void advance(int tokens) {
    end += tokens;
  }

  @Override
  public NDArray keys(int layer, NDArray added) {
    return put(parts[2 * layer], added);
  }

  @Override
  public NDArray values(int layer, NDArray added) {
    return put(parts[2 * layer + 1], added);
  }

  private NDArray put(PtNDArray part, NDArray added) {
    long last = end + added.getShape().get(2);
    JniUtils.indexSet(
        part,
        (PtNDArray) added,
        new long[] {0, 0, end, 0},
        new long[] {rows, config.kvHeads(), last, config.headDim()},
        new long[] {1, 1, 1, 1});
    NDManager step = added.getManager();
    NDArray seen = Torch.sliceInto(step, part, 2, first, last);
    return rows == capacity ? seen : Torch.slice(seen, 0, 0, rows);
  }

  /**
   * What is added to the scores of the next column.
   *
   * @return [B, 1, 1, S], or null when all rows began together
   */
  @Nullable NDArray mask(NDManager step) {
    if (Arrays.stream(starts, 0, rows).allMatch(start -> start == first)) {
      return null;
    }
    NDArray whole = mask;
    if (whole == null) {
      float[] values = new float[rows * columns];
      for (int row = 0; row < rows; row++) {
        Arrays.fill(values, row * columns, row * columns + starts[row], Positions.blocked());
      }
      whole = manager.create(values, new Shape(rows, 1, 1, columns));
      mask = whole;
    }
    return Torch.sliceInto(step, whole, 3, first, end + 1);
  }

  /**
   * Makes room, which may move the live columns.
   *
   * @param rowsNeeded rows in use and to come
   * @param past tokens that a row to come has seen already
   */
  void reserve(int rowsNeeded, int past) {
    if (rowsNeeded <= capacity && past <= end && end < columns) {
      return;
    }
    int window = rows == 0 ? 0 : end - first;
    int kept = Math.max(window, past);
    int shift = kept - end;
    // The live columns may move within the array when they do not move onto themselves.
    boolean inPlace = rowsNeeded <= capacity && kept < columns && (window == 0 || first >= kept);
    if (!inPlace) {
      try (NDManager old = manager) {
        PtNDArray source = all;
        manager = parent.newSubManager();
        mask = null;
        all = allocate(powerOfTwo(Math.max(rowsNeeded, 1)), 2 * kept + SPARE_COLUMNS);
        copy(source, rows, window, shift, old);
      }
    } else {
      try (NDManager scope = manager.newSubManager()) {
        copy(all, rows, window, shift, scope);
      }
    }
    for (int row = 0; row < rows; row++) {
      starts[row] += shift;
    }
    end = kept;
    changed();
  }

  private void copy(PtNDArray source, int count, int window, int shift, NDManager scope) {
    if (window > 0) {
      set(0, count, first + shift, part(scope, source, 0, count, first, first + window));
    }
  }

  /**
   * Adds rows for sequences that continue one row of another cache.
   *
   * @param count how many sequences continue it
   */
  void add(RowCache source, int row, int count) {
    int tokens = source.end - source.starts[row];
    try (NDManager scope = manager.newSubManager()) {
      NDArray past = part(scope, source.all, row, row + 1, source.starts[row], source.end);
      set(rows, count, end - tokens, past);
    }
    starts = Arrays.copyOf(starts, rows + count);
    Arrays.fill(starts, rows, rows + count, end - tokens);
    rows += count;
    changed();
  }

  /** Ends a sequence; the last row takes its place. */
  void remove(int row) {
    int last = rows - 1;
    if (row != last) {
      try (NDManager scope = manager.newSubManager()) {
        set(row, 1, starts[last], part(scope, all, last, rows, starts[last], end));
      }
      starts[row] = starts[last];
    }
    rows = last;
    changed();
  }

  private void changed() {
    first = rows == 0 ? end : Arrays.stream(starts, 0, rows).min().orElse(end);
    if (mask != null) {
      mask.close();
      mask = null;
    }
  }

  /** Rows and columns of an array, as a view: [2 L, B, KV, T, hd]. */
  private static NDArray part(
      NDManager scope, PtNDArray array, int firstRow, int lastRow, int from, int to) {
    NDArray view = Torch.sliceInto(scope, array, 1, firstRow, lastRow);
    return Torch.slice(view, 3, from, to);
  }

  /** Writes [2 L, 1 or count, KV, T, hd] to rows, from a column on. */
  private void set(int row, int count, int column, NDArray values) {
    long depth = parts.length;
    JniUtils.indexSet(
        all,
        (PtNDArray) values,
        new long[] {0, row, 0, column, 0},
        new long[] {
          depth,
          row + (long) count,
          config.kvHeads(),
          column + values.getShape().get(3),
          config.headDim()
        },
        new long[] {1, 1, 1, 1, 1});
  }

  private static int powerOfTwo(int least) {
    return Integer.highestOneBit(2 * least - 1);
  }

  @Override
  public void close() {
    manager.close();
  }
}
