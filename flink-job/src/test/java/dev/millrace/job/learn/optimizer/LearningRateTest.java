package dev.millrace.job.learn.optimizer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class LearningRateTest {
  @Test
  void warmUpRisesLinearlyToThePeak() {
    LearningRate rate = LearningRate.warmedUp(1e-3, 4);
    assertThat(rate.at(1)).isEqualTo((float) (1e-3 / 4));
    assertThat(rate.at(2)).isEqualTo((float) (1e-3 / 2));
    assertThat(rate.at(4)).isEqualTo(1e-3f);
    assertThat(rate.at(1_000_000)).isEqualTo(1e-3f);
  }

  @Test
  void decayFallsLinearlyToItsShareAndStays() {
    LearningRate rate = new LearningRate(1e-3, 10, 100, 0.1);
    assertThat(rate.at(10)).isEqualTo(1e-3f);
    assertThat(rate.at(60)).isEqualTo((float) (1e-3 * (1 - 0.9 / 2)));
    assertThat(rate.at(110)).isEqualTo((float) (1e-3 * (1 - 0.9)));
    assertThat(rate.at(5000)).isEqualTo(rate.at(110));
  }

  @Test
  void noWarmUpStartsAtThePeak() {
    assertThat(LearningRate.warmedUp(2e-4, 0).at(1)).isEqualTo(2e-4f);
  }

  @Test
  void aRateOfZeroIsRefused() {
    assertThatThrownBy(() -> LearningRate.warmedUp(0, 1)).hasMessageContaining("was 0.0");
  }
}
