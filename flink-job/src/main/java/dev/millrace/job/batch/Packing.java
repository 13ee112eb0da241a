package dev.millrace.job.batch;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Packing of rows into padded micro-batches: rows in their order, as many as fit rows · width ≤
 * budget, never part of a row. Groups may be cut, because the objective is a sum over tokens.
 */
public final class Packing {
  private Packing() {}

  /**
   * Packs the rows of a step.
   *
   * @param manifest the step; goes with the first part
   * @param rows in the order of training
   * @param tokenBudget most cells of a part; a longer row is alone in one
   * @return at least one part; of a step without rows, one part of shape [0,1]
   */
  public static List<MicroBatch> pack(StepManifest manifest, List<Row> rows, int tokenBudget) {
    int[] cuts = cuts(rows.stream().mapToInt(Row::length).toArray(), tokenBudget);
    List<MicroBatch> packed = new ArrayList<>();
    int count = cuts.length - 1;
    for (int index = 0; index < count; index++) {
      List<Row> part = rows.subList(cuts[index], cuts[index + 1]);
      packed.add(pad(manifest.step(), index, count, index == 0 ? manifest : null, part));
    }
    return packed;
  }

  /**
   * Where rows are cut into parts.
   *
   * @param lengths of the rows, in the order of training
   * @param tokenBudget most cells of a part; a longer row is alone in one
   * @return the first row of each part, then the number of rows; at least one part
   */
  public static int[] cuts(int[] lengths, int tokenBudget) {
    IntStream.Builder cuts = IntStream.builder();
    cuts.add(0);
    int first = 0;
    int width = 1;
    for (int row = 0; row < lengths.length; row++) {
      int wider = Math.max(width, lengths[row]);
      if (row > first && (long) wider * (row - first + 1) > tokenBudget) {
        cuts.add(row);
        first = row;
        wider = Math.max(1, lengths[row]);
      }
      width = wider;
    }
    return cuts.add(lengths.length).build().toArray();
  }

  private static MicroBatch pad(
      long step, int index, int count, @Nullable StepManifest manifest, List<Row> part) {
    int rows = part.size();
    int width = part.stream().mapToInt(Row::length).max().orElse(1);
    int[] tokens = new int[rows * width]; // [R,T]
    float[] mask = new float[rows * width]; // [R,T]
    float[] behaviour = new float[rows * width]; // [R,T]
    float[] advantages = new float[rows]; // [R]
    float[] temperatures = new float[rows]; // [R]
    byte[] filled = new byte[rows]; // [R]
    int[] groups = new int[rows]; // [R]
    for (int r = 0; r < rows; r++) {
      Row row = part.get(r);
      int start = r * width + row.prompt().length;
      System.arraycopy(row.prompt(), 0, tokens, r * width, row.prompt().length);
      System.arraycopy(row.response(), 0, tokens, start, row.response().length);
      for (int t = 0; t < row.response().length; t++) {
        mask[start + t] = row.mask()[t];
        behaviour[start + t] = row.mask()[t] * row.behaviourLogProbs()[t];
      }
      advantages[r] = row.advantage();
      temperatures[r] = row.temperature();
      filled[r] = (byte) (row.filled() ? 1 : 0);
      groups[r] = row.group();
    }
    return new MicroBatch(
        step,
        index,
        count,
        manifest,
        rows,
        width,
        part.stream().mapToInt(row -> row.prompt().length).min().orElse(1),
        tokens,
        mask,
        behaviour,
        advantages,
        temperatures,
        filled,
        groups);
  }
}
