package dev.millrace.policy;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Keys and values of sequences that began at different times, in one array [2 L, R, KV, C, hd]: the
 * keys of a layer at 2 l, its values at 2 l + 1.
 *
 * <p>Columns are a clock that all rows share: a step writes the same column of every row, which is
 * one copy, and a row begins at the column of its first token. What lies before is masked. Keys
 * carry their positions, so it does not matter in which column they lie, and the live columns can
 * move to the left when the clock runs out of columns.
 *
 * <p>Rows in use come first, without gaps, and in blocks that older rows are in before younger
 * ones: the rows of a block look back as far as its oldest. So a long sequence does not make every
 * row read as many columns as it has itself.
 */
final class RowCache implements AttentionMemory, AutoCloseable {
  private static final int SPARE_COLUMNS = 64;
  private static final int MOST_PARTS = 4;

  private final NDManager parent;
  private final PolicyConfig config;
  private NDManager manager;
  private NDArray all;
  private NDArray[] parts = {}; // [2 L] views [R, KV, C, hd]
  private final int blockRows;
  private List<Attending> attending = List.of();
  private @Nullable NDArray mask; // [B, 1, 1, C]
  private int capacity; // R
  private int columns; // C
  private int rows; // B
  private int[] starts = {}; // [B] column of the first token
  private int first; // the earliest of them
  private int end; // columns written

  /**
   * Rows that attend at once.
   *
   * @param mask [rows, 1, 1, S] added to their scores; null adds nothing
   */
  private record Attending(RowBlock rows, @Nullable NDArray mask) {}

  /** Is told of a row that takes the place of another one. */
  interface Moved {
    void move(int from, int to);
  }

  /**
   * @param capacity rows that there is room for
   * @param columns tokens that there is room for
   * @param blockRows rows of a block
   */
  RowCache(NDManager parent, PolicyConfig config, int capacity, int columns, int blockRows) {
    this.blockRows = blockRows;
    this.parent = parent;
    this.config = config;
    this.manager = parent.newSubManager();
    this.all = allocate(capacity, columns);
  }

  private NDArray allocate(int newCapacity, int newColumns) {
    int depth = 2 * config.layers();
    capacity = newCapacity;
    columns = newColumns;
    // Zeros, not whatever was in memory: a masked value is multiplied by 0, and NaN stays NaN.
    NDArray array =
        Torch.zeros(
            manager,
            new Shape(depth, capacity, config.kvHeads(), columns, config.headDim()),
            DataType.FLOAT32);
    parts = new NDArray[depth];
    for (int i = 0; i < depth; i++) {
      try (NDArray part = Torch.slice(array, 0, i, i + 1)) {
        parts[i] = part.squeeze(0);
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
    attending = List.of();
  }

  /** Prepares a step of one token a row. */
  void prepareStep(NDManager step) {
    List<Attending> all = new ArrayList<>();
    for (RowBlock block : RowBlock.of(starts, rows, blockRows)) {
      all.add(new Attending(block, block.alike() ? null : blocked(step, block)));
    }
    attending = all;
  }

  private NDArray blocked(NDManager step, RowBlock block) {
    NDArray ofRows = Torch.sliceInto(step, mask(), 0, block.firstRow(), block.lastRow());
    return Torch.slice(ofRows, 3, block.first(), end + 1);
  }

  /** For the scores of all rows over all columns: [B, 1, 1, C]. */
  private NDArray mask() {
    NDArray whole = mask;
    if (whole == null) {
      float[] values = RowBlock.mask(starts, rows, columns, Positions.blocked());
      whole = manager.create(values, new Shape(rows, 1, 1, columns));
      mask = whole;
    }
    return whole;
  }

  /** One token a row, after {@link #prepareStep}; or several, which the mask is for. */
  @Override
  public NDArray attend(
      int layer, NDArray queries, NDArray keys, NDArray values, @Nullable NDArray several) {
    NDArray oldKeys = parts[2 * layer];
    NDArray oldValues = parts[2 * layer + 1];
    put(oldKeys, keys);
    put(oldValues, values);
    int last = end + (int) keys.getShape().get(2);
    NDManager step = queries.getManager();
    if (attending.isEmpty()) {
      return AttentionMemory.attention(
          queries,
          seen(step, oldKeys, 0, rows, first, last),
          seen(step, oldValues, 0, rows, first, last),
          several);
    }
    NDList seen = new NDList(attending.size());
    for (Attending part : attending) {
      RowBlock block = part.rows();
      seen.add(
          AttentionMemory.attention(
              attending.size() == 1
                  ? queries
                  : Torch.slice(queries, 0, block.firstRow(), block.lastRow()),
              seen(step, oldKeys, block.firstRow(), block.lastRow(), block.first(), last),
              seen(step, oldValues, block.firstRow(), block.lastRow(), block.first(), last),
              part.mask()));
    }
    return seen.size() == 1 ? seen.head() : NDArrays.concat(seen, 0);
  }

  private NDArray seen(NDManager step, NDArray part, int firstRow, int lastRow, int from, int to) {
    NDArray columnsSeen = Torch.sliceInto(step, part, 2, from, to);
    return lastRow - firstRow == capacity
        ? columnsSeen
        : Torch.slice(columnsSeen, 0, firstRow, lastRow);
  }

  private void put(NDArray part, NDArray added) {
    long[] to = {rows, config.kvHeads(), end + added.getShape().get(2), config.headDim()};
    Torch.set(part, added, new long[] {0, 0, end, 0}, to);
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
    // Within the array, columns move to the left in parts that do not overlap, if these are few.
    boolean inPlace =
        rowsNeeded <= capacity
            && kept < columns
            && (window == 0 || -shift >= Math.max(1, window / MOST_PARTS));
    if (!inPlace) {
      try (NDManager old = manager) {
        NDArray source = all;
        manager = parent.newSubManager();
        mask = null;
        int spare = kept / MOST_PARTS + SPARE_COLUMNS;
        all = allocate(Integer.highestOneBit(2 * Math.max(rowsNeeded, 1) - 1), kept + spare);
        shift(source, window, window, shift, old);
      }
    } else {
      try (NDManager scope = manager.newSubManager()) {
        shift(all, window, -shift, shift, scope);
      }
    }
    for (int row = 0; row < rows; row++) {
      starts[row] += shift;
    }
    end = kept;
    changed();
  }

  /** Copies the live columns of an array, so many at once, to where they will lie. */
  private void shift(NDArray source, int window, int atOnce, int shift, NDManager scope) {
    for (int from = first; from < first + window; from += atOnce) {
      int to = Math.min(first + window, from + atOnce);
      set(0, rows, from + shift, part(scope, source, 0, rows, from, to));
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

  /**
   * Ends a sequence. The oldest row of each later block moves into the block before, so that blocks
   * stay in the order of age.
   */
  void remove(int row, Moved moved) {
    int hole = row;
    for (int block = row / blockRows + 1; block * blockRows < rows; block++) {
      int last = Math.min(rows, (block + 1) * blockRows);
      int oldest = RowBlock.oldest(starts, block * blockRows, last);
      hole = move(oldest, hole, moved);
    }
    if (hole != rows - 1) {
      move(rows - 1, hole, moved);
    }
    rows--;
    changed();
  }

  private int move(int from, int to, Moved moved) {
    try (NDManager scope = manager.newSubManager()) {
      set(to, 1, starts[from], part(scope, all, from, from + 1, starts[from], end));
      starts[to] = starts[from];
      moved.move(from, to);
      return from;
    }
  }

  private void changed() {
    attending = List.of();
    first = rows == 0 ? end : Arrays.stream(starts, 0, rows).min().orElse(end);
    if (mask != null) {
      mask.close();
      mask = null;
    }
  }

  /** Rows and columns of an array, as a view: [2 L, B, KV, T, hd]. */
  private static NDArray part(
      NDManager scope, NDArray array, int firstRow, int lastRow, int from, int to) {
    NDArray view = Torch.sliceInto(scope, array, 1, firstRow, lastRow);
    return Torch.slice(view, 3, from, to);
  }

  /** Writes [2 L, 1 or count, KV, T, hd] to rows, from a column on. */
  private void set(int row, int count, int column, NDArray values) {
    long last = column + values.getShape().get(3);
    long[] to = {parts.length, row + (long) count, config.kvHeads(), last, config.headDim()};
    Torch.set(all, values, new long[] {0, row, 0, column, 0}, to);
  }

  @Override
  public void close() {
    manager.close();
  }
}
