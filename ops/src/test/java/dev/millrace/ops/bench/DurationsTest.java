package dev.millrace.ops.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class DurationsTest {
  @Test
  void quantileIsTheNearestRank() {
    Durations durations = new Durations(new double[] {4, 1, 3, 2});
    assertThat(durations.quantile(0.25)).isEqualTo(1);
    assertThat(durations.median()).isEqualTo(2);
    assertThat(durations.quantile(0.9)).isEqualTo(4);
    assertThat(durations.quantile(1)).isEqualTo(4);
    assertThat(durations.mean()).isEqualTo((4 + 1 + 3 + 2) / 4.0);
  }

  @Test
  void timesBetweenInstantsAreSeconds() {
    assertThat(Durations.between(new long[] {1_000, 1_030, 1_100}).seconds())
        .containsExactly(0.030, 0.070);
  }

  @Test
  void oneRunAfterTheOtherIsOneRun() {
    Durations both = new Durations(new double[] {1}).and(new Durations(new double[] {2, 6}));
    assertThat(both.seconds()).containsExactly(1, 2, 6);
    assertThat(both.mean()).isEqualTo(3);
  }

  @Test
  void nothingMeasuredIsRefused() {
    assertThatThrownBy(() -> new Durations(new double[0]))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Property(seed = "42", tries = 200)
  void quantileLeavesItsShareAtOrBelow(
      @ForAll @Size(min = 1, max = 50) double @DoubleRange(min = 0, max = 100) [] seconds,
      @ForAll @DoubleRange(min = 0.01, max = 1) double share) {
    double quantile = new Durations(seconds).quantile(share);
    long below = Arrays.stream(seconds).filter(second -> second <= quantile).count();
    assertThat((double) below).isGreaterThanOrEqualTo(share * seconds.length);
    assertThat(seconds).contains(quantile);
  }
}
