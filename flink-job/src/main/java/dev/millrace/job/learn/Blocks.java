package dev.millrace.job.learn;

import dev.millrace.job.batch.MicroBatch;
import dev.millrace.job.batch.Packing;
import dev.millrace.job.batch.Row;
import dev.millrace.job.batch.StepManifest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The canonical cut of a step. Sums of floats depend on how rows are grouped, so what is computed
 * together must not depend on how rows travelled: the rows of all micro-batches, in their order,
 * are cut again by the one rule of {@link Packing}, with a size that is a setting of the learner.
 *
 * <p>A row ends with its last trained token, and its prompt with the token before its first: what
 * comes after is read by nobody. A row without a trained token is left out.
 */
final class Blocks {
  private Blocks() {}

  /**
   * The blocks of a step; its own micro-batches where they are cut that way already.
   *
   * @param manifest the step
   * @param parts its micro-batches, in order
   * @param blockTokens most cells of a block; a longer row is alone in one
   */
  static List<MicroBatch> of(StepManifest manifest, List<MicroBatch> parts, int blockTokens) {
    return areBlocks(parts, blockTokens) ? parts : Packing.pack(manifest, rows(parts), blockTokens);
  }

  private static boolean areBlocks(List<MicroBatch> parts, int blockTokens) {
    int[] lengths = new int[parts.stream().mapToInt(MicroBatch::rows).sum()];
    int[] ends = new int[parts.size() + 1];
    int count = 0;
    for (int index = 0; index < parts.size(); index++) {
      MicroBatch part = parts.get(index);
      int longest = 0;
      int first = part.width();
      for (int row = 0; row < part.rows(); row++) {
        lengths[count] = end(part, row);
        if (lengths[count] == 0 || !isPadding(part, row, lengths[count])) {
          return false;
        }
        longest = Math.max(longest, lengths[count++]);
        first = Math.min(first, start(part, row));
      }
      if (part.rows() > 0 && (longest != part.width() || first != part.firstResponseToken())) {
        return false;
      }
      ends[index + 1] = count;
    }
    return Arrays.equals(ends, Packing.cuts(lengths, blockTokens));
  }

  private static boolean isPadding(MicroBatch part, int row, int from) {
    for (int t = from; t < part.width(); t++) {
      if (part.tokens()[row * part.width() + t] != 0) {
        return false;
      }
    }
    return true;
  }

  private static List<Row> rows(List<MicroBatch> parts) {
    List<Row> rows = new ArrayList<>();
    for (MicroBatch part : parts) {
      for (int row = 0; row < part.rows(); row++) {
        if (end(part, row) > 0) {
          rows.add(row(part, row));
        }
      }
    }
    return rows;
  }

  private static Row row(MicroBatch part, int row) {
    int origin = row * part.width();
    int first = origin + start(part, row);
    int end = origin + end(part, row);
    byte[] mask = new byte[end - first];
    for (int t = 0; t < mask.length; t++) {
      mask[t] = (byte) part.mask()[first + t];
    }
    return new Row(
        Arrays.copyOfRange(part.tokens(), origin, first),
        Arrays.copyOfRange(part.tokens(), first, end),
        mask,
        Arrays.copyOfRange(part.behaviourLogProbs(), first, end),
        part.advantages()[row],
        part.temperatures()[row],
        part.filled()[row] != 0,
        part.groups()[row]);
  }

  /** Position of the first trained token of a row; the width when there is none. */
  private static int start(MicroBatch part, int row) {
    int start = 0;
    while (start < part.width() && part.mask()[row * part.width() + start] == 0) {
      start++;
    }
    return start;
  }

  /** Position after the last trained token of a row; 0 when there is none. */
  private static int end(MicroBatch part, int row) {
    int end = part.width();
    while (end > 0 && part.mask()[row * part.width() + end - 1] == 0) {
      end--;
    }
    return end;
  }
}
