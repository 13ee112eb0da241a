package dev.millrace.job.replay;

import dev.millrace.schemas.ResponseGroup;
import dev.millrace.schemas.SlotKind;
import dev.millrace.schemas.WeightVersion;
import org.apache.flink.metrics.Counter;
import org.apache.flink.metrics.Histogram;
import org.apache.flink.metrics.MetricGroup;
import org.apache.flink.runtime.metrics.DescriptiveStatisticsHistogram;

/** The figures of replay in the dashboard. */
final class ReplayMetrics {
  /** Round trips that the histogram looks back on. */
  private static final int ROUND_TRIPS = 500;

  private final Counter effective;
  private final Counter holes;
  private final Counter fresh;
  private final Counter filled;
  private final Counter evicted;
  private final Counter expired;

  private final Histogram roundTrip;
  private final RoundTrip trip = new RoundTrip();

  private long trainedStep;
  private long newestAge;

  ReplayMetrics(MetricGroup operator, ShardStore store) {
    MetricGroup metrics = operator.addGroup("millrace");
    effective = metrics.addGroup("kind", "effective").counter("slots_total");
    holes = metrics.addGroup("kind", "hole").counter("slots_total");
    fresh = metrics.addGroup("kind", "fresh").counter("trained_groups_total");
    filled = metrics.addGroup("kind", "filled").counter("trained_groups_total");
    evicted = metrics.counter("replay_evicted_total");
    expired = metrics.counter("replay_expired_total");
    roundTrip =
        metrics.histogram(
            "version_round_trip_millis", new DescriptiveStatisticsHistogram(ROUND_TRIPS));
    metrics.gauge("replay_held_total", store::held);
    metrics.gauge("replay_waiting", store::waiting);
    metrics.gauge("replay_trained_step", () -> trainedStep);
    metrics.gauge("replay_newest_age_steps", () -> newestAge);
  }

  void published(WeightVersion version) {
    trainedStep = version.step();
    trip.published(version.lineage(), version.step(), version.createdAtMillis());
  }

  void arrived(ResponseGroup group, SlotMeta meta, long nowMillis) {
    long sampling = group.finishedAtMillis() - group.startedAtMillis();
    trip.arrived(meta.lineage(), meta.step(), sampling, nowMillis).ifPresent(roundTrip::update);
  }

  void emitted(TrainingBatch batch, BatchPlan plan) {
    newestAge = Long.MAX_VALUE;
    for (BatchSlot slot : batch.slots()) {
      SlotKind kind = slot.record().kind();
      if (kind == SlotKind.FILLED) {
        filled.inc();
      } else {
        (kind == SlotKind.FRESH ? effective : holes).inc();
        fresh.inc(slot.trained() == null ? 0 : 1);
      }
      newestAge = Math.min(newestAge, slot.record().ageSteps());
    }
    evicted.inc(plan.evicted().size());
    expired.inc(plan.expired().size());
  }
}
