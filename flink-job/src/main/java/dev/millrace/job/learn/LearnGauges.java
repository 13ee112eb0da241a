package dev.millrace.job.learn;

import dev.millrace.schemas.StepRecord;
import dev.millrace.schemas.WeightVersion;
import java.util.List;
import java.util.Map;
import java.util.function.IntSupplier;
import org.apache.flink.metrics.Counter;
import org.apache.flink.metrics.Gauge;
import org.apache.flink.metrics.MetricGroup;

/** The learner on the dashboard: the figures of the last step, and what was published. */
final class LearnGauges {
  private static final List<String> FIGURES =
      List.of(
          "learner/step_seconds",
          "learner/idle_ratio",
          "policy/loss",
          "policy/grad_norm",
          "policy/kl",
          "policy/entropy",
          "policy/clip_fraction/low",
          "policy/clip_fraction/high",
          "policy/clip_fraction/fresh",
          "policy/clip_fraction/replayed",
          "policy/learning_rate",
          "is/prox_over_behaviour/mean",
          "is/prox_over_behaviour/max",
          "is/ess",
          "is/truncated_fraction",
          "is/theta_over_prox/mean",
          "is/theta_over_prox/max");

  private final Counter steps;
  private final Counter refused;
  private volatile Map<String, Double> figures = Map.of();
  private volatile long trainedStep;
  private volatile long weightsStep;
  private volatile long weightsLineage;

  /**
   * Registers the metrics.
   *
   * @param group where
   * @param pending steps handed to the device and not yet back
   */
  LearnGauges(MetricGroup group, IntSupplier pending) {
    steps = group.counter("learner_steps_total");
    refused = group.counter("learner_refused_steps_total");
    group.gauge("learner_pending", (Gauge<Integer>) pending::getAsInt);
    group.gauge("learner_step", (Gauge<Long>) () -> trainedStep);
    group.gauge("weights_step", (Gauge<Long>) () -> weightsStep);
    group.gauge("weights_lineage", (Gauge<Long>) () -> weightsLineage);
    for (String name : FIGURES) {
      group.gauge(
          name.replace('/', '_'), (Gauge<Double>) () -> figures.getOrDefault(name, Double.NaN));
    }
  }

  /** Shows a result. */
  void report(StepResult result) {
    StepRecord record = result.record();
    if (record != null) {
      steps.inc();
      if (!record.refusedBecause().isEmpty()) {
        refused.inc();
      }
      figures = record.metrics();
      trainedStep = record.step();
    }
    WeightVersion version = result.version();
    if (version != null) {
      weightsStep = version.step();
      weightsLineage = version.lineage();
    }
  }
}
