package dev.millrace.job.learn;

import dev.millrace.job.learn.objective.ObjectiveFigures;
import dev.millrace.job.learn.objective.ObjectiveSettings;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** The figures of one training step over all its updates, and the names that they go by. */
final class StepFigures {
  private final ObjectiveFigures figures;
  private List<float[]> proximal = List.of(); // a part each, [R·C]
  private int updates;
  private double loss;
  private double gradientNorm;
  private double entropy;
  private double learningRate;

  StepFigures(ObjectiveSettings settings) {
    figures = new ObjectiveFigures(settings);
  }

  /** Counts an update; the first one's log-probs are the proximal ones of all. */
  void add(UpdateReading reading, List<StepPart> parts, double rate) {
    if (updates == 0) {
      proximal = reading.current();
    }
    double sum = 0;
    long tokens = 0;
    for (int i = 0; i < parts.size(); i++) {
      figures.add(parts.get(i).layout().tokens(), reading.current().get(i), proximal.get(i));
      float[] mask = parts.get(i).layout().tokens().mask();
      float[] entropies = reading.entropies().get(i);
      for (int cell = 0; cell < mask.length; cell++) {
        if (mask[cell] != 0) {
          sum += entropies[cell];
          tokens++;
        }
      }
    }
    entropy += tokens == 0 ? 0 : sum / tokens;
    loss += reading.loss();
    gradientNorm += reading.norm();
    learningRate = rate;
    updates++;
  }

  /** Figures by their names in the metrics reference; means over the updates. */
  Map<String, Double> metrics() {
    Map<String, Double> metrics = new TreeMap<>();
    metrics.put("policy/loss", loss / updates);
    metrics.put("policy/grad_norm", gradientNorm / updates);
    metrics.put("policy/entropy", entropy / updates);
    metrics.put("policy/kl", figures.kl());
    metrics.put("policy/clip_fraction/low", figures.clipFractionLow());
    metrics.put("policy/clip_fraction/high", figures.clipFractionHigh());
    metrics.put("policy/clip_fraction/dual", figures.dualClipFraction());
    metrics.put("policy/clip_fraction/fresh", figures.clipFractionFresh());
    metrics.put("policy/clip_fraction/replayed", figures.clipFractionFilled());
    metrics.put("policy/learning_rate", learningRate);
    metrics.put("is/prox_over_behaviour/mean", figures.meanWeight());
    metrics.put("is/prox_over_behaviour/max", figures.maxWeight());
    metrics.put("is/ess", figures.effectiveSampleSize());
    metrics.put("is/truncated_fraction", figures.truncatedFraction());
    metrics.put("is/theta_over_prox/mean", figures.meanRatio());
    metrics.put("is/theta_over_prox/max", figures.maxRatio());
    return metrics;
  }
}
