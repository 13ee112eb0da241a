package dev.millrace.ops.report;

import dev.millrace.ops.evaluation.Evaluation;
import dev.millrace.schemas.StepRecord;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;

/** Runs that never ran: plausible figures from formulas and seeded noise. */
final class TestRuns {

  private TestRuns() {}

  static RunFacts facts() {
    return new RunFacts(
        "addition",
        "popo",
        3,
        "2026-11-20 06:00 UTC",
        Map.of("batch slots", "32", "responses a group", "8"),
        Map.of("java", "17", "flink", "2.3.0"));
  }

  /** A run that learns: accuracy from 0.45 towards 0.95. */
  static RunHistory learning(int steps) {
    SplittableRandom random = new SplittableRandom(1);
    RunHistory history = new RunHistory();
    for (int step = 1; step <= steps; step++) {
      double learnt = 1 - Math.exp(-3.0 * step / steps);
      Map<String, Double> metrics = new HashMap<>();
      metrics.put(Figures.REWARD_ALL, 0.42 + 0.5 * learnt + noise(random, 0.05));
      metrics.put(Figures.REWARD_TRAINED, 0.5 + noise(random, 0.06));
      metrics.put(Figures.EFFECTIVE, 0.32 + 0.1 * learnt + noise(random, 0.08));
      metrics.put(Figures.FILL, 0.66 - 0.1 * learnt + noise(random, 0.08));
      metrics.put(Figures.AGE_MEAN, 1.8 + noise(random, 0.3));
      metrics.put(Figures.AGE_MAX, 4.0 + random.nextInt(3));
      metrics.put(Figures.WEIGHT_MEAN, 1 + noise(random, 0.01));
      metrics.put(Figures.WEIGHT_MAX, 2.2 + noise(random, 0.6));
      metrics.put(Figures.SAMPLE_SIZE, 0.93 + noise(random, 0.03));
      metrics.put(Figures.KL, 0.008 + noise(random, 0.004));
      metrics.put(Figures.CLIP_FRESH, 0.004 + noise(random, 0.003));
      metrics.put(Figures.CLIP_REPLAYED, 0.01 + noise(random, 0.006));
      metrics.put(Figures.CLIP_LOW, 0.004);
      metrics.put(Figures.CLIP_HIGH, 0.006);
      metrics.put(Figures.ENTROPY, 0.5 - 0.35 * learnt + noise(random, 0.03));
      metrics.put(Figures.LENGTH_MEAN, 4.1 + noise(random, 0.1));
      metrics.put(Figures.LENGTH_MAX, 5.0);
      metrics.put(Figures.GRADIENT_NORM, 0.6 + noise(random, 0.3));
      metrics.put(Figures.GENERATED, 256.0);
      history.add(record(step, 40L * step, metrics));
      if (step % Math.max(1, steps / 25) == 0 || step == 1) {
        double sampled = step == 1 ? 0.44 : 0.44 + 0.5 * learnt;
        history.add(new Evaluation(1, step - 1L, sampled, sampled + 0.03, 512, 40L * step));
      }
    }
    return history;
  }

  static StepRecord record(long step, long finishedAtMillis, Map<String, Double> metrics) {
    return new StepRecord(
        1, step, "popo", List.of(), "", "", "", "", 1, "", metrics, 1, 0, finishedAtMillis);
  }

  private static double noise(SplittableRandom random, double size) {
    return size * (random.nextDouble() + random.nextDouble() - 1);
  }
}
