package dev.millrace.job.score.reward;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.job.credit.Estimator;
import java.util.Optional;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.Size;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

class NoEffectTest {
  private static Optional<String> divided(String formula, String noise) {
    return NoEffect.of(RewardFormula.parse(formula), NoiseRates.parse(noise), true);
  }

  private static Optional<String> centred(String formula, String noise) {
    return NoEffect.of(RewardFormula.parse(formula), NoiseRates.parse(noise), false);
  }

  @Property(seed = "42", tries = 200)
  void positiveFactorAndShiftChangeNoAdvantageThatIsDividedBySpread(
      @ForAll @Size(8) boolean[] right,
      @ForAll @DoubleRange(min = 0.25, max = 16) double factor,
      @ForAll @DoubleRange(min = -2, max = 2) double shift) {
    float[] rewards = new float[right.length];
    float[] scaled = new float[right.length];
    for (int i = 0; i < right.length; i++) {
      rewards[i] = right[i] ? 1 : 0;
      scaled[i] = (float) (factor * rewards[i] + shift);
    }
    for (Estimator estimator : Estimator.values()) {
      float[] plain = estimator.of(rewards);
      float[] changed = estimator.of(scaled);
      double expected = estimator.dividesBySpread() ? 1 : factor;
      for (int i = 0; i < plain.length; i++) {
        assertThat((double) changed[i]).isCloseTo(expected * plain[i], Offset.offset(1e-4));
      }
    }
  }

  @Test
  void weightOfTheOnlyChannelActsOnlyWithoutDivision() {
    assertThat(divided("correct=2", "")).get().asString().contains("write correct=1");
    assertThat(divided("correct=-3,format=0", "")).get().asString().contains("write correct=-1");
    assertThat(divided("correct=1", "")).isEmpty();
    assertThat(divided("correct=2,format=0.1", "")).isEmpty();
    assertThat(centred("correct=2", "")).isEmpty();
  }

  @Test
  void noWeightAtAllActsNowhere() {
    assertThat(divided("correct=0", "")).get().asString().contains("every weight is 0");
    assertThat(centred("correct=0,format=0", "")).isPresent();
  }

  @Test
  void noiseOfTheOnlyChannelActsOnlyWithoutDivision() {
    assertThat(divided("correct=1", "math=0.1/0.1")).get().asString().contains("noise of math");
    assertThat(divided("math.correct=1", "math=0.1/0.1")).isPresent();
    assertThat(centred("correct=1", "math=0.1/0.1")).isEmpty();
    assertThat(divided("correct=1,format=0.1", "math=0.1/0.1")).isEmpty();
    // Where the condition fails the term is 0, and what a wrong verdict is corrected to is not.
    assertThat(divided("correct=1 if format", "math=0.1/0.1")).isEmpty();
  }

  @Test
  void noiseOfAChannelThatIsNotInTheRewardActsNowhere() {
    assertThat(centred("format=1", "math=0.1/0.1"))
        .get()
        .asString()
        .contains("no channel that it says");
  }
}
