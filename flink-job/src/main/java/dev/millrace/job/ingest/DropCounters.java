package dev.millrace.job.ingest;

import dev.millrace.schemas.DropReason;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import org.apache.flink.metrics.Counter;
import org.apache.flink.metrics.MetricGroup;

/** One counter a drop reason, {@code groups_dropped_total} with the reason as a label. */
public final class DropCounters {
  private final MetricGroup metrics;
  private final Map<DropReason, Counter> counters = new EnumMap<>(DropReason.class);

  /**
   * Counters of one operator.
   *
   * @param metrics group of the operator
   */
  public DropCounters(MetricGroup metrics) {
    this.metrics = metrics.addGroup("millrace");
  }

  public void count(DropReason reason) {
    counters
        .computeIfAbsent(
            reason,
            key ->
                metrics
                    .addGroup("reason", key.name().toLowerCase(Locale.ROOT))
                    .counter("groups_dropped_total"))
        .inc();
  }
}
