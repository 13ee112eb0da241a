package dev.millrace.job.score.reward;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LengthShapingTest {
  private static final LengthShaping.Overlong DAPO = new LengthShaping.Overlong(20480, 4096);

  @ParameterizedTest
  @CsvSource({
    "0, 0",
    "16384, 0", // L_max - L_cache
    "17408, -0.25", // 1,024 of 4,096 into the margin
    "18432, -0.5",
    "20480, -1",
    "100000, -1"
  })
  void penaltyGrowsOverTheMargin(int length, float penalty) {
    assertThat(LengthShaping.overlong(length, DAPO)).isEqualTo(penalty);
  }

  @Test
  void shortestRightResponseHasAllAndTheLongestNothing() {
    int[] lengths = {10, 30, 20, 1};
    boolean[] right = {true, true, true, false};
    assertThat(LengthShaping.brevity(lengths, right, 0.75)).containsExactly(1, 0, 0.5f, 0);
  }

  @Test
  void brevityYieldsWhenTooFewAreRight() {
    int[] lengths = {10, 30, 20, 1};
    boolean[] half = {true, true, false, false};
    assertThat(LengthShaping.brevity(lengths, half, 0.5)).containsExactly(1, 0, 0, 0);
    assertThat(LengthShaping.brevity(lengths, half, 0.51)).containsOnly(0);
    assertThat(LengthShaping.brevity(lengths, new boolean[4], 0)).containsOnly(0);
    assertThat(LengthShaping.brevity(new int[] {5, 5, 9}, new boolean[] {true, true, false}, 0))
        .containsOnly(0);
  }

  @Property(seed = "42", tries = 300)
  void brevityNeverHelpsAWrongResponseAndNeverTheLonger(
      @ForAll @Size(min = 2, max = 8) List<@IntRange(max = 50) Integer> drawn,
      @ForAll @Size(8) boolean[] eight) {
    int[] lengths = drawn.stream().mapToInt(Integer::intValue).toArray();
    boolean[] right = Arrays.copyOf(eight, lengths.length);
    float[] brevity = LengthShaping.brevity(lengths, right, 0.3);
    for (int i = 0; i < lengths.length; i++) {
      assertThat(brevity[i]).isBetween(0f, right[i] ? 1f : 0f);
      for (int j = 0; j < lengths.length; j++) {
        if (right[i] && right[j] && lengths[i] <= lengths[j]) {
          assertThat(brevity[i]).isGreaterThanOrEqualTo(brevity[j]);
        }
      }
    }
  }
}
