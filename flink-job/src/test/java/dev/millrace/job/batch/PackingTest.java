package dev.millrace.job.batch;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class PackingTest {
  private static Row row(SplittableRandom random, int group) {
    int prompt = 1 + random.nextInt(6);
    int response = 1 + random.nextInt(9);
    byte[] mask = new byte[response];
    float[] logProbs = new float[response];
    for (int t = 0; t < response; t++) {
      mask[t] = (byte) random.nextInt(2);
      logProbs[t] = mask[t] == 1 ? (float) -random.nextDouble(0.1, 5) : 0;
    }
    mask[response - 1] = 1;
    return new Row(
        random.ints(prompt, 1, 100).toArray(),
        random.ints(response, 1, 100).toArray(),
        mask,
        logProbs,
        (float) random.nextDouble(-2, 2),
        1,
        random.nextBoolean(),
        group);
  }

  private static List<Row> rows(int count, long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    List<Row> rows = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      rows.add(row(random, i / 3));
    }
    return rows;
  }

  private static StepManifest manifest(List<Row> rows) {
    long tokens = rows.stream().mapToLong(Row::trainedTokens).sum();
    return new StepManifest(
        5, List.of(), rows.size(), tokens, new long[] {1}, BatchDigest.of(5, rows), Map.of());
  }

  /** The rows of padded parts, given how long each prompt and response is. */
  private static List<Row> unpack(List<MicroBatch> parts, List<Row> lengths) {
    List<Row> rows = new ArrayList<>();
    for (MicroBatch part : parts) {
      for (int r = 0; r < part.rows(); r++) {
        Row shape = lengths.get(rows.size());
        int start = r * part.width();
        int middle = start + shape.prompt().length;
        int end = start + shape.length();
        byte[] mask = new byte[end - middle];
        for (int t = 0; t < mask.length; t++) {
          mask[t] = (byte) part.mask()[middle + t];
        }
        rows.add(
            new Row(
                Arrays.copyOfRange(part.tokens(), start, middle),
                Arrays.copyOfRange(part.tokens(), middle, end),
                mask,
                Arrays.copyOfRange(part.behaviourLogProbs(), middle, end),
                part.advantages()[r],
                part.temperatures()[r],
                part.filled()[r] == 1,
                part.groups()[r]));
      }
    }
    return rows;
  }

  @Property(seed = "42", tries = 200)
  void unpackingPackedRowsGivesThemBack(
      @ForAll @IntRange(max = 40) int count,
      @ForAll @IntRange(min = 1, max = 200) int budget,
      @ForAll long seed) {
    List<Row> rows = rows(count, seed);
    List<MicroBatch> parts = Packing.pack(manifest(rows), rows, budget);
    List<Row> unpacked = unpack(parts, rows);
    assertThat(unpacked).usingRecursiveComparison().isEqualTo(rows);
    assertThat(BatchDigest.of(5, unpacked)).isEqualTo(BatchDigest.of(5, rows));
  }

  @Property(seed = "42", tries = 200)
  void partsKeepTheBudgetAndTheTokenCount(
      @ForAll @IntRange(max = 40) int count,
      @ForAll @IntRange(min = 1, max = 200) int budget,
      @ForAll long seed) {
    List<Row> rows = rows(count, seed);
    StepManifest manifest = manifest(rows);
    List<MicroBatch> parts = Packing.pack(manifest, rows, budget);
    double trained = 0;
    for (MicroBatch part : parts) {
      assertThat(part.rows() <= 1 || part.rows() * part.width() <= budget).isTrue();
      for (int cell = 0; cell < part.mask().length; cell++) {
        trained += part.mask()[cell];
        assertThat(part.mask()[cell] == 0 || cell % part.width() >= part.firstResponseToken())
            .isTrue();
      }
    }
    assertThat(trained).isEqualTo((double) manifest.responseTokens());
    assertThat(parts.get(0).manifest()).isSameAs(manifest);
  }

  @Test
  void stepWithoutRowsIsOnePartWithoutRows() {
    List<MicroBatch> parts = Packing.pack(manifest(List.of()), List.of(), 100);
    assertThat(parts).hasSize(1);
    assertThat(parts.get(0).rows()).isZero();
    assertThat(parts.get(0).width()).isEqualTo(1);
  }

  @Test
  void rowLongerThanTheBudgetIsAlone() {
    List<Row> rows = rows(3, 1);
    assertThat(Packing.pack(manifest(rows), rows, 1))
        .extracting(MicroBatch::rows)
        .containsExactly(1, 1, 1);
  }
}
