package dev.millrace.server.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.common.Metric;
import org.apache.kafka.common.MetricName;
import org.junit.jupiter.api.Test;

class BrokerPulseTest {
  private static final MetricName BYTES =
      new MetricName("incoming-byte-total", "consumer-metrics", "", Map.of());

  private final Map<MetricName, Metric> metrics = new HashMap<>();
  private long nanos;

  private record Total(Object metricValue) implements Metric {
    @Override
    public MetricName metricName() {
      return BYTES;
    }
  }

  @Test
  void aBrokerFromWhichNothingComesIsSilentUntilSomethingDoes() {
    BrokerPulse pulse = new BrokerPulse(() -> metrics, () -> nanos);
    received(10);
    pulse.feel();
    nanos += BrokerPulse.SILENCE.toNanos();
    pulse.feel();
    assertThat(pulse.isSilent()).isFalse();
    nanos++;
    assertThat(pulse.isSilent()).isTrue();
    received(11);
    pulse.feel();
    assertThat(pulse.isSilent()).isFalse();
  }

  @Test
  void aClientThatCountsNoBytesIsNotSilent() {
    BrokerPulse pulse = new BrokerPulse(() -> metrics, () -> nanos);
    nanos += 2 * BrokerPulse.SILENCE.toNanos();
    pulse.feel();
    assertThat(pulse.isSilent()).isFalse();
  }

  private void received(double total) {
    metrics.put(BYTES, new Total(total));
  }
}
