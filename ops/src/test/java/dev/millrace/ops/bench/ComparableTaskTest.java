package dev.millrace.ops.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class ComparableTaskTest {

  @Test
  void carriesHaveTheProbabilitiesOfAllPairsOfTwoDigits() {
    double[] counted = new double[3];
    for (int first = 0; first < 100; first++) {
      for (int second = 0; second < 100; second++) {
        int units = (first % 10 + second % 10) / 10;
        int tens = (first / 10 + second / 10 + units) / 10;
        counted[units + tens] += 1e-4;
      }
    }

    assertThat(ComparableTask.carriesOfUniformPairs(2)).containsExactly(counted, within(1e-9));
  }
}
