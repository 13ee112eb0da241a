package dev.millrace.job.score.remote;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class RetryPolicyTest {
  private static final Instant NOW = Instant.parse("2026-11-20T12:00:00Z");

  @Property
  void waitsDoubleUpToEightSecondsAndAreCutByAtMostHalf(
      @ForAll @IntRange(min = 1, max = 40) int failed, @ForAll long seed) {
    double full = Math.min(8.0, 0.25 * Math.pow(2, failed - 1));
    double seconds = RetryPolicy.delay(failed, seed, Duration.ZERO).toNanos() / 1e9;
    assertThat(seconds).isBetween(full / 2 - 1e-6, full);
    assertThat(RetryPolicy.delay(failed, seed, Duration.ZERO))
        .isEqualTo(RetryPolicy.delay(failed, seed, Duration.ZERO));
  }

  @Property
  void serverThatAsksForLongerGetsIt(@ForAll @IntRange(min = 8, max = 100) int seconds) {
    assertThat(RetryPolicy.delay(3, 1, Duration.ofSeconds(seconds)))
        .isEqualTo(Duration.ofSeconds(seconds));
  }

  @Test
  void requestsThatFailTogetherComeBackApart() {
    double sum = 0;
    double squares = 0;
    int n = 10_000;
    for (int seed = 0; seed < n; seed++) {
      double u = RetryPolicy.delay(1, seed * 1_000_003L, Duration.ZERO).toNanos() / 0.25e9;
      sum += u;
      squares += u * u;
    }
    // Uniform on [1/2, 1): mean 3/4, variance 1/48; the bounds are five standard errors.
    double mean = sum / n;
    assertThat(mean).isBetween(0.75 - 5 * 0.1444 / 100, 0.75 + 5 * 0.1444 / 100);
    assertThat(squares / n - mean * mean).isBetween(1 / 48.0 - 0.001, 1 / 48.0 + 0.001);
  }

  @Test
  void retryAfterIsSecondsOrADate() {
    assertThat(RetryPolicy.retryAfter("120", NOW)).isEqualTo(Duration.ofMinutes(2));
    assertThat(RetryPolicy.retryAfter("Fri, 20 Nov 2026 12:00:30 GMT", NOW))
        .isEqualTo(Duration.ofSeconds(30));
    assertThat(RetryPolicy.retryAfter("Fri, 20 Nov 2026 11:00:30 GMT", NOW)).isZero();
    assertThat(RetryPolicy.retryAfter("-5", NOW)).isZero();
    assertThat(RetryPolicy.retryAfter("99999999999999999999", NOW)).isZero();
    assertThat(RetryPolicy.retryAfter("soon", NOW)).isZero();
  }
}
