package dev.millrace.job.score.reward;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class NoiseRatesTest {
  @Property(seed = "42", tries = 200)
  void correctedVerdictIsTheTrueOneInExpectation(
      @ForAll @DoubleRange(min = 0.01, max = 0.45) double falsePositive,
      @ForAll @DoubleRange(min = 0, max = 0.45) double falseNegative) {
    NoiseRates.Rates rates = new NoiseRates.Rates(falsePositive, falseNegative);
    // A right answer is accepted with 1 - ρ1, a wrong one with ρ0.
    double right = (1 - falseNegative) * rates.corrected(1) + falseNegative * rates.corrected(0);
    double wrong = falsePositive * rates.corrected(1) + (1 - falsePositive) * rates.corrected(0);
    assertThat(right).isCloseTo(1, within(1e-5));
    assertThat(wrong).isCloseTo(0, within(1e-5));
  }

  @Test
  void ratesAreThoseOfTheirVerifier() {
    NoiseRates rates = NoiseRates.parse("math=0.01/0.05, judge=0.1/0.2");
    assertThat(rates.byVerifier())
        .containsEntry("math", new NoiseRates.Rates(0.01, 0.05))
        .containsEntry("judge", new NoiseRates.Rates(0.1, 0.2))
        .hasSize(2);
    assertThat(NoiseRates.parse("").byVerifier()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "math",
        "math=0.1",
        "math=0.1/x",
        "math=0.5/0.5",
        "math=0/0",
        "math=-0.1/0.2",
        "math=NaN/0.1",
        "=0.1/0.1",
        "math=0.1/0.1,math=0.1/0.1"
      })
  void ratesThatCannotBeAreRefused(String text) {
    assertThatThrownBy(() -> NoiseRates.parse(text)).isInstanceOf(IllegalArgumentException.class);
  }
}
