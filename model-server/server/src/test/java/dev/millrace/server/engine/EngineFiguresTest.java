package dev.millrace.server.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class EngineFiguresTest {
  @Test
  void timesAreCountedUnderTheFirstBoundThatTheyDoNotPass() {
    Latencies latencies = new Latencies();
    for (double seconds : new double[] {0.00005, 0.0001, 0.0002, 0.05, 1000}) {
      latencies.add((long) (seconds * 1e9));
    }
    // Bounds are 0.1 ms · 10^(i/4).
    assertThat(latencies.count(0)).isEqualTo(2);
    assertThat(latencies.count(2)).isEqualTo(1);
    assertThat(latencies.upperBoundSeconds(11)).isCloseTo(0.0562, within(1e-4));
    assertThat(latencies.count(11)).isEqualTo(1);
    assertThat(latencies.count(latencies.buckets() - 1)).isEqualTo(1);
    assertThat(latencies.count()).isEqualTo(5);
    assertThat(latencies.totalSeconds()).isCloseTo(1000.05035, within(1e-6));
  }

  @Test
  void throughputFollowsWhatIsMeasuredOfLate() {
    Throughput throughput = new Throughput();
    assertThat(throughput.tokensPerSecond()).isZero();
    throughput.add(500, 5_000_000_000L);
    assertThat(throughput.tokensPerSecond()).isCloseTo(100, within(1e-9));
    // Five seconds later the old half counts a half: (250 + 1500) / (2.5 + 5).
    throughput.add(1500, 5_000_000_000L);
    assertThat(throughput.tokensPerSecond()).isCloseTo(1750 / 7.5, within(1e-9));
  }

  @Test
  void settingsNameTheOptionThatIsWrong() {
    Duration second = Duration.ofSeconds(1);
    assertThatThrownBy(() -> new EngineSettings(4, 5, 1, 1, second, second, second))
        .hasMessage(
            "millrace.server.max-training-running must be <= millrace.server.max-running 4, was 5");
    assertThatThrownBy(() -> new EngineSettings(4, 4, 0, 1, second, second, second))
        .hasMessage("millrace.server.max-waiting must be >= 1, was 0");
    assertThatThrownBy(() -> new EngineSettings(4, 4, 1, 1, second, Duration.ZERO, second))
        .hasMessage("millrace.server.longest-answer must be positive, was PT0S");
  }
}
