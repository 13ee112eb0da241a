package dev.millrace.ops.score;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class ZeroVarianceTest {
  @Test
  void probabilityIsThatOfDrawingEqualValues() {
    // 2 right of 4: of the 6 pairs, one is of two right and one of two wrong responses.
    assertThat(ZeroVariance.probability(List.of(2, 2), 2)).isCloseTo(2 / 6.0, within(1e-12));
    // 1 right of 4: of the 4 triples, one leaves it out.
    assertThat(ZeroVariance.probability(List.of(1, 3), 3)).isCloseTo(1 / 4.0, within(1e-12));
    assertThat(ZeroVariance.probability(List.of(4), 4)).isEqualTo(1);
    assertThat(ZeroVariance.probability(List.of(1, 3), 4)).isZero();
    assertThatThrownBy(() -> ZeroVariance.probability(List.of(1), 2)).hasMessage("2 drawn of 1");
  }

  @Property(seed = "42", tries = 100)
  void probabilityIsTheShareOfAllSubsets(
      @ForAll @IntRange(max = 7) int right, @ForAll @IntRange(min = 2, max = 5) int drawn) {
    int all = 7;
    int subsets = 0;
    int equal = 0;
    for (int mask = 0; mask < 1 << all; mask++) {
      if (Integer.bitCount(mask) == drawn) {
        int rightOnes = Integer.bitCount(mask & ((1 << right) - 1));
        subsets++;
        equal += rightOnes == 0 || rightOnes == drawn ? 1 : 0;
      }
    }
    assertThat(ZeroVariance.probability(List.of(right, all - right), drawn))
        .isCloseTo(equal / (double) subsets, within(1e-12));
  }

  @Test
  void groupThatIsTooSmallIsLeftOut() {
    ZeroVariance ofFour = new ZeroVariance(4);
    ofFour.add(new float[] {1, 1});
    assertThat(ofFour.groups()).isZero();
    assertThat(ofFour.share()).isZero();
    ofFour.add(new float[] {1, 1, 1, 1});
    ofFour.add(new float[] {1, 0, 1, 1});
    assertThat(ofFour.share()).isEqualTo(0.5);
  }
}
