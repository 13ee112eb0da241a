package dev.millrace.job.credit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.FloatRange;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class AdvantagesTest {
  @Test
  void groupRelativeDividesByTheUnbiasedDeviation() {
    // Rewards 1, 0, 0, 0: mean 1/4, squares 9/16 + 3/16, over 3 is 1/4, std 1/2.
    float[] advantages = Advantages.groupRelative(new float[] {1, 0, 0, 0});
    double std = 0.5 + 1e-6;
    assertThat(advantages[0]).isCloseTo((float) (0.75 / std), within(1e-6f));
    assertThat(advantages[3]).isCloseTo((float) (-0.25 / std), within(1e-6f));
  }

  @Test
  void meanCentredKeepsTheScaleOfTheRewards() {
    assertThat(Advantages.meanCentred(new float[] {1, 0, 0, 0}))
        .containsExactly(0.75f, -0.25f, -0.25f, -0.25f);
  }

  @Test
  void leaveOneOutComparesWithTheOthers() {
    // The others of the first have mean 0, those of the second (1 + 0 + 0) / 3.
    assertThat(Advantages.leaveOneOut(new float[] {1, 0, 0, 0}))
        .containsExactly(1f, -1 / 3f, -1 / 3f, -1 / 3f);
  }

  @ParameterizedTest
  @EnumSource
  void equalRewardsHaveNoAdvantage(Estimator estimator) {
    assertThat(estimator.of(new float[] {0.1f, 0.1f, 0.1f})).containsExactly(0f, 0f, 0f);
  }

  @ParameterizedTest
  @EnumSource
  void oneResponseHasNothingToBeComparedWith(Estimator estimator) {
    assertThatThrownBy(() -> estimator.of(new float[] {1}))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Property(seed = "42", tries = 200)
  void advantagesOfTheRestAreThoseOfTheGroupWithoutTheOthers(
      @ForAll @Size(min = 2, max = 16) float @FloatRange(min = -10, max = 10) [] rest,
      @ForAll @Size(max = 6) List<@IntRange(max = 15) Integer> places,
      @ForAll Estimator estimator) {
    List<Float> rewards = new ArrayList<>();
    for (float reward : rest) {
      rewards.add(reward);
    }
    places.forEach(place -> rewards.add(Math.min(place, rewards.size()), Float.NaN));
    float[] all = new float[rewards.size()];
    for (int i = 0; i < all.length; i++) {
      all[i] = rewards.get(i);
    }

    float[] advantages = estimator.of(all);
    float[] expected = estimator.of(rest);
    int next = 0;
    for (int i = 0; i < all.length; i++) {
      Float wanted = Float.isNaN(all[i]) ? Float.NaN : expected[next++];
      assertThat(advantages[i]).isEqualTo(wanted);
    }
  }

  @Property(seed = "42", tries = 200)
  void advantagesSumToZero(
      @ForAll @Size(min = 2, max = 32) float @FloatRange(min = -10, max = 10) [] rewards,
      @ForAll Estimator estimator) {
    double sum = 0;
    double size = 0;
    for (float advantage : estimator.of(rewards)) {
      sum += advantage;
      size += Math.abs(advantage);
    }
    assertThat(sum).isCloseTo(0, within(1e-6 * (1 + size)));
  }
}
