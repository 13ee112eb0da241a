package dev.millrace.server.kafka;

import java.time.Duration;
import java.util.Map;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.apache.kafka.common.Metric;
import org.apache.kafka.common.MetricName;

/**
 * Whether the broker is heard of. A client that reads never has to wait long for bytes: the broker
 * answers a fetch that finds nothing too. Written by the thread that reads, seen by all.
 */
final class BrokerPulse {
  /** Ten times what an answer that finds nothing takes. */
  static final Duration SILENCE = Duration.ofSeconds(5);

  private static final String GROUP = "consumer-metrics";
  private static final String BYTES = "incoming-byte-total";

  private final Supplier<Map<MetricName, ? extends Metric>> metrics;
  private final LongSupplier nanos;
  private double bytes;
  private volatile long heardAt;

  /**
   * @param metrics of a client that always has a fetch under way
   * @param nanos a monotonic clock
   */
  BrokerPulse(Supplier<Map<MetricName, ? extends Metric>> metrics, LongSupplier nanos) {
    this.metrics = metrics;
    this.nanos = nanos;
    this.heardAt = nanos.getAsLong();
  }

  /** Feels the pulse; to be called every second or so. */
  void feel() {
    double now = bytesReceived();
    // A client without the metric says nothing about its broker.
    if (now != bytes || Double.isNaN(now)) {
      bytes = now;
      heardAt = nanos.getAsLong();
    }
  }

  private double bytesReceived() {
    for (Map.Entry<MetricName, ? extends Metric> entry : metrics.get().entrySet()) {
      MetricName name = entry.getKey();
      if (name.name().equals(BYTES)
          && name.group().equals(GROUP)
          && entry.getValue().metricValue() instanceof Double total) {
        return total;
      }
    }
    return Double.NaN;
  }

  /** Whether nothing was received for so long that the broker has to be away. */
  boolean isSilent() {
    return nanos.getAsLong() - heardAt > SILENCE.toNanos();
  }
}
