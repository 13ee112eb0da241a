package dev.millrace.server.metrics;

import dev.millrace.server.live.Fate;
import dev.millrace.server.live.LiveFigures;
import dev.millrace.server.spool.Spool;
import dev.millrace.server.spool.SpoolFigures;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.function.ToDoubleFunction;

/** The figures of live traffic on its way into training. No label has a key, an id or a text. */
public final class LiveMetrics implements FeedbackCounter {
  private static final String PREFIX = "millrace.server.";

  private final MeterRegistry registry;

  /** Figures in a registry. */
  public LiveMetrics(MeterRegistry registry, LiveFigures live, SpoolFigures spooled, Spool spool) {
    this.registry = registry;
    FunctionCounter.builder(PREFIX + "train.requests.seen", live, LiveFigures::requests)
        .description("requests that were looked at for training")
        .register(registry);
    FunctionCounter.builder(PREFIX + "train.requests.taken", live, LiveFigures::requestsTaken)
        .description("requests that were taken")
        .register(registry);
    for (Fate fate : Fate.values()) {
      FunctionCounter.builder(PREFIX + "train.groups", live, f -> f.count(fate))
          .description("what became of taken requests")
          .tag("fate", fate.label())
          .register(registry);
    }
    records(spooled, "written", SpoolFigures::recordsWritten);
    records(spooled, "expired", SpoolFigures::recordsExpired);
    records(spooled, "refused", SpoolFigures::recordsRefused);
    FunctionCounter.builder(PREFIX + "spool.damaged.files", spooled, SpoolFigures::filesDamaged)
        .description("spool files whose rest could not be read")
        .register(registry);
    Gauge.builder(PREFIX + "spool.bytes", spool, Spool::bytes)
        .description("size of the spool")
        .register(registry);
    Gauge.builder(PREFIX + "spool.cut.bytes", spool, Spool::cutBytes)
        .description("bytes that were no whole record when the spool was opened")
        .register(registry);
    Gauge.builder(PREFIX + "spool.waiting", spooled, f -> f.isWaiting() ? 1 : 0)
        .description("1 while the broker does not take what the spool has")
        .register(registry);
  }

  private void records(SpoolFigures figures, String outcome, ToDoubleFunction<SpoolFigures> value) {
    FunctionCounter.builder(PREFIX + "spool.records", figures, value)
        .description("what became of spooled records")
        .tag("outcome", outcome)
        .register(registry);
  }

  @Override
  public void count(String outcome) {
    registry.counter(PREFIX + "feedback", "status", outcome).increment();
  }
}
