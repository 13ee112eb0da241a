package dev.millrace.ops.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import org.junit.jupiter.api.Test;

class ChartCoreTest {

  @Test
  void ticksAreRoundNumbers() {
    assertThat(Ticks.between(0, 1, 4)).containsExactly(0, 0.5, 1);
    assertThat(Ticks.between(0, 8.6, 4)).containsExactly(0, 5);
    assertThat(Ticks.between(-0.1, 0.3, 4))
        .usingComparatorWithPrecision(1e-12)
        .containsExactly(-0.1, 0, 0.1, 0.2, 0.3);
    assertThat(Ticks.text(0.25, 0.05)).isEqualTo("0.25");
    assertThat(Ticks.text(3_000, 1_000)).isEqualTo("3 k");
    assertThat(Ticks.text(1_500, 500)).isEqualTo("1500");
  }

  @Property(seed = "42", tries = 500)
  void ticksLieInsideTheRange(
      @ForAll @DoubleRange(min = -1e6, max = 1e6) double from,
      @ForAll @DoubleRange(min = 0.01, max = 1e6) double span) {
    double[] ticks = Ticks.between(from, from + span, 5);

    assertThat(ticks.length).isBetween(1, 7);
    assertThat(Arrays.stream(ticks).min().orElseThrow()).isGreaterThanOrEqualTo(from - 1e-6 * span);
    assertThat(Arrays.stream(ticks).max().orElseThrow())
        .isLessThanOrEqualTo(from + span + 1e-6 * span);
  }

  @Test
  void smoothingWeighsNeighboursAndPassesOverGaps() {
    double[] smooth = Smoothing.exponential(new double[] {Double.NaN, 1, Double.NaN, 3}, 2);

    // Half the weight is kept from step to step: (1/4 · 1 + 3) / (1/4 + 1).
    assertThat(smooth[0]).isNaN();
    assertThat(smooth[1]).isEqualTo(1);
    assertThat(smooth[2]).isEqualTo(1);
    assertThat(smooth[3]).isCloseTo((0.25 * 1 + 3) / 1.25, within(1e-12));
  }

  @Test
  void thinningKeepsPeaks() {
    double[] x = IntStream.range(0, 10_000).asDoubleStream().toArray();
    double[] y = new double[x.length];
    y[7_777] = 9;
    y[1_234] = -9;

    Curve thin = new Curve("c", x, y, true).thinned(100);

    assertThat(thin.y()).hasSize(100).contains(9, -9);
    assertThat(thin.x()).isSorted();
  }

  @Test
  void pointsWithoutAValueAreLeftOut() {
    Curve curve = Curve.finite("c", new double[] {1, 2, 3}, new double[] {1, Double.NaN, 3}, true);

    assertThat(curve.x()).containsExactly(1, 3);
  }
}
