package dev.millrace.policy;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Consecutive rows of a batch that look back equally far.
 *
 * @param firstRow inclusive
 * @param lastRow exclusive
 * @param first the column in which the oldest of them began
 * @param alike whether all of them began there
 */
record RowBlock(int firstRow, int lastRow, int first, boolean alike) {
  /** One more block costs more than to look at few more columns. */
  private static final int SIMILAR_COLUMNS = 16;

  /**
   * Divides rows into blocks; neighbours that begin about alike are one.
   *
   * @param starts [B or more] the column in which each row began
   * @param rows B
   * @param size rows of a block, before neighbours are joined
   */
  static List<RowBlock> of(int[] starts, int rows, int size) {
    List<RowBlock> blocks = new ArrayList<>();
    for (int row = 0; row < rows; ) {
      RowBlock block = between(starts, row, Math.min(rows, row + size));
      while (block.lastRow < rows) {
        int last = Math.min(rows, block.lastRow + size);
        RowBlock next = between(starts, block.lastRow, last);
        if (Math.abs(next.first - block.first) > SIMILAR_COLUMNS) {
          break;
        }
        block = between(starts, row, last);
      }
      blocks.add(block);
      row = block.lastRow;
    }
    return blocks;
  }

  private static RowBlock between(int[] starts, int firstRow, int lastRow) {
    int oldest = oldest(starts, firstRow, lastRow);
    boolean alike = true;
    for (int row = firstRow; row < lastRow; row++) {
      alike &= starts[row] == starts[oldest];
    }
    return new RowBlock(firstRow, lastRow, starts[oldest], alike);
  }

  /** [B, columns]: {@code blocked} in the columns before a row began, 0 elsewhere. */
  static float[] mask(int[] starts, int rows, int columns, float blocked) {
    float[] mask = new float[rows * columns];
    for (int row = 0; row < rows; row++) {
      Arrays.fill(mask, row * columns, row * columns + starts[row], blocked);
    }
    return mask;
  }

  /** The row that began first, of some rows; the first of several. */
  static int oldest(int[] starts, int firstRow, int lastRow) {
    int oldest = firstRow;
    for (int row = firstRow + 1; row < lastRow; row++) {
      oldest = starts[row] < starts[oldest] ? row : oldest;
    }
    return oldest;
  }
}
