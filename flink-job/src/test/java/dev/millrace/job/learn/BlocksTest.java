package dev.millrace.job.learn;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.job.batch.MicroBatch;
import dev.millrace.job.batch.Packing;
import dev.millrace.job.batch.Row;
import dev.millrace.job.batch.StepManifest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

class BlocksTest {
  private static final StepManifest MANIFEST =
      new StepManifest(1, List.of(), 0, 1, new long[0], "", Map.of());

  /** Rows with untrained tokens at the begin, in the middle and at the end of responses. */
  private static List<Row> rows(long seed, int count, boolean masks) {
    Random random = new Random(seed);
    List<Row> rows = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      int prompt = 1 + random.nextInt(5);
      int response = 1 + random.nextInt(9);
      byte[] mask = new byte[response];
      Arrays.fill(mask, (byte) 1);
      float[] logProbs = new float[response];
      for (int t = 0; t < response; t++) {
        logProbs[t] = -random.nextFloat();
        if (masks && random.nextInt(3) == 0) {
          mask[t] = 0;
        }
      }
      mask[random.nextInt(response)] = 1;
      rows.add(
          new Row(
              random.ints(prompt, 1, 100).toArray(),
              random.ints(response, 1, 100).toArray(),
              mask,
              logProbs,
              random.nextFloat(),
              1,
              random.nextBoolean(),
              i / 2));
    }
    return rows;
  }

  @Property(seed = "42", tries = 200)
  void blocksAreTheSameHoweverRowsTravelled(
      @ForAll long seed,
      @ForAll @IntRange(min = 1, max = 12) int count,
      @ForAll @IntRange(min = 1, max = 200) int budget,
      @ForAll @IntRange(min = 1, max = 200) int block,
      @ForAll boolean masks) {
    List<Row> rows = rows(seed, count, masks);
    List<MicroBatch> whole = Packing.pack(MANIFEST, rows, Integer.MAX_VALUE);
    List<MicroBatch> parts = Packing.pack(MANIFEST, rows, budget);
    assertThat(Blocks.of(MANIFEST, parts, block))
        .usingRecursiveComparison()
        .isEqualTo(Blocks.of(MANIFEST, whole, block));
  }

  @Property(seed = "42", tries = 200)
  void microBatchesThatAreBlocksAreTakenAsTheyAre(
      @ForAll long seed,
      @ForAll @IntRange(min = 1, max = 12) int count,
      @ForAll @IntRange(min = 1, max = 200) int block) {
    List<MicroBatch> parts = Packing.pack(MANIFEST, rows(seed, count, false), block);
    assertThat(Blocks.of(MANIFEST, parts, block)).isSameAs(parts);
  }

  @Property(seed = "42", tries = 200)
  void everyTrainedTokenIsKeptWithItsLogProb(
      @ForAll long seed,
      @ForAll @IntRange(min = 1, max = 12) int count,
      @ForAll @IntRange(min = 1, max = 200) int block) {
    List<Row> rows = rows(seed, count, true);
    List<MicroBatch> parts = Packing.pack(MANIFEST, rows, Integer.MAX_VALUE);
    assertThat(trained(Blocks.of(MANIFEST, parts, block))).isEqualTo(trained(parts));
  }

  /** Every trained token as a line, with what its prediction reads. */
  private static List<String> trained(List<MicroBatch> parts) {
    List<String> tokens = new ArrayList<>();
    for (MicroBatch part : parts) {
      for (int i = 0; i < part.mask().length; i++) {
        int row = i / part.width();
        if (part.mask()[i] != 0) {
          tokens.add(
              Arrays.toString(Arrays.copyOfRange(part.tokens(), row * part.width(), i + 1))
                  + part.behaviourLogProbs()[i]
                  + part.advantages()[row]
                  + part.groups()[row]
                  + part.filled()[row]);
        }
      }
    }
    return tokens;
  }
}
