package dev.millrace.server.metrics;

import dev.millrace.server.GeneratorStatus;
import dev.millrace.server.sampling.WaitingFor;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.util.Locale;
import java.util.function.Supplier;
import java.util.function.ToDoubleFunction;

/**
 * The figures of a generator in Prometheus' text format. Versions are values and never labels: a
 * label would be a new series with every step.
 */
public final class GeneratorMetrics implements AutoCloseable {
  private static final String PREFIX = "millrace.generator.";

  private final PrometheusMeterRegistry registry =
      new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
  private final Supplier<GeneratorStatus> status;

  /**
   * The metrics of one generator.
   *
   * @param status what it is doing, asked at every scrape
   */
  public GeneratorMetrics(Supplier<GeneratorStatus> status) {
    this.status = status;
    count("groups", "groups sampled", GeneratorStatus::groups);
    count("groups.written", "groups that the topic acknowledged", GeneratorStatus::groupsWritten);
    count("groups.refused", "groups too large for the topic", GeneratorStatus::groupsRefused);
    count("prompts.refused", "prompts that cannot be sampled", GeneratorStatus::promptsRefused);
    count("generation.tokens", "response tokens sampled", GeneratorStatus::tokens);
    count("sampling.seconds", "time spent sampling", GeneratorStatus::samplingSeconds);
    count("weight.installs", "weight versions installed", GeneratorStatus::versionsInstalled);
    count("weight.skipped", "versions passed over for newer", GeneratorStatus::versionsSkipped);
    count("weight.refusals", "failed attempts to install", GeneratorStatus::versionsRefused);
    gauge("weight.step", "step of the weights that serve", GeneratorStatus::step);
    gauge("weight.lineage", "their lineage", GeneratorStatus::lineage);
    gauge("weight.steps.behind", "announced step minus theirs", GeneratorStatus::stepsBehind);
    gauge("weight.refused.step", "step refused last, or -1", GeneratorStatus::refusedStep);
    gauge("weight.refused.lineage", "its lineage, or -1", GeneratorStatus::refusedLineage);
    gauge("failed", "1 when the generator has ended", s -> s.failure() == null ? 0 : 1);
    for (WaitingFor reason : WaitingFor.values()) {
      Gauge.builder(PREFIX + "waiting", status, s -> s.get().waitingFor() == reason ? 1 : 0)
          .description("1 for what the generator waits for")
          .tag("for", reason.name().toLowerCase(Locale.ROOT))
          .register(registry);
    }
  }

  private void count(String name, String what, ToDoubleFunction<GeneratorStatus> value) {
    FunctionCounter.builder(PREFIX + name, status, s -> value.applyAsDouble(s.get()))
        .description(what)
        .register(registry);
  }

  private void gauge(String name, String what, ToDoubleFunction<GeneratorStatus> value) {
    Gauge.builder(PREFIX + name, status, s -> value.applyAsDouble(s.get()))
        .description(what)
        .register(registry);
  }

  /** What a scrape gets. */
  public String text() {
    return registry.scrape();
  }

  @Override
  public void close() {
    registry.close();
  }
}
