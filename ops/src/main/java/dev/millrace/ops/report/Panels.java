package dev.millrace.ops.report;

import dev.millrace.ops.evaluation.Evaluation;
import dev.millrace.ops.report.RunHistory.StepFigures;
import java.util.ArrayList;
import java.util.List;
import java.util.function.ToDoubleFunction;
import org.jspecify.annotations.Nullable;

/** The charts of a run, in the order in which people look at them. */
final class Panels {

  private static final double[] SHARE = {0, 1};

  private static final String CHANNEL = "reward/channel/";
  private static final String MEAN = "/mean";
  private static final int AFTER_REWARD = 2;

  // Steps whose finishing times make one value of the throughput.
  private static final int RATE_STEPS = 20;

  private final List<StepFigures> steps;
  private final List<Evaluation> evaluations;

  private Panels(RunHistory history) {
    this.steps = history.steps();
    this.evaluations = history.evaluations();
  }

  /** All charts of a run; a chart whose figures the run does not have is there and empty. */
  static List<Panel> of(RunHistory history) {
    return new Panels(history).all();
  }

  private List<Panel> all() {
    List<Panel> all = new ArrayList<>(general());
    all.addAll(AFTER_REWARD, channels());
    return all;
  }

  /** Charts of two channels each; none where the reward is the only channel. */
  private List<Panel> channels() {
    List<String> names =
        steps.stream()
            .flatMap(step -> step.metrics().keySet().stream())
            .filter(name -> name.startsWith(CHANNEL) && name.endsWith(MEAN))
            .distinct()
            .sorted()
            .toList();
    List<Panel> panels = new ArrayList<>();
    for (int i = 0; names.size() > 1 && i < names.size(); i += 2) {
      Curve[] curves =
          names.subList(i, Math.min(i + 2, names.size())).stream()
              .map(name -> metric(channel(name), name))
              .toArray(Curve[]::new);
      panels.add(panel("Reward channels", "mean over all groups of a step", null, curves));
    }
    return panels;
  }

  private static String channel(String name) {
    return name.substring(CHANNEL.length(), name.length() - MEAN.length());
  }

  private List<Panel> general() {
    return List.of(
        panel(
            "Held-out accuracy",
            "share right, prompts never trained on",
            SHARE,
            evaluated("sampled at T = 1", Evaluation::sampledAccuracy),
            evaluated("greedy", Evaluation::greedyAccuracy)),
        panel(
            "Reward",
            "mean of a step; filtering and fill shape the trained one",
            SHARE,
            metric("all groups", Figures.REWARD_ALL),
            metric("trained groups", Figures.REWARD_TRAINED)),
        panel(
            "Effective and filled",
            "share of the slots of a step",
            SHARE,
            metric("effective", Figures.EFFECTIVE),
            metric("filled from replay", Figures.FILL)),
        panel(
            "Age",
            "steps between sampling and training",
            null,
            metric("mean", Figures.AGE_MEAN),
            metric("max", Figures.AGE_MAX)),
        panel(
            "Importance weight",
            "proximal over behaviour, per token",
            null,
            metric("mean", Figures.WEIGHT_MEAN),
            metric("max", Figures.WEIGHT_MAX)),
        panel(
            "Effective sample size", "(Σw)² / (n Σw²)", SHARE, metric("ESS", Figures.SAMPLE_SIZE)),
        panel("KL", "behaviour to proximal, k3, nats a token", null, metric("KL", Figures.KL)),
        panel(
            "Clipped tokens",
            "share of the tokens of their kind",
            null,
            metric("fresh", Figures.CLIP_FRESH),
            metric("replayed", Figures.CLIP_REPLAYED)),
        panel("Entropy", "nats a token", null, metric("entropy", Figures.ENTROPY)),
        panel(
            "Response length",
            "tokens",
            null,
            metric("mean", Figures.LENGTH_MEAN),
            metric("max", Figures.LENGTH_MAX)),
        panel("Gradient norm", "before the clip", null, metric("norm", Figures.GRADIENT_NORM)),
        panel("Throughput", "training steps a second", null, rate()));
  }

  private static Panel panel(
      String title, String unit, double @Nullable [] range, Curve... curves) {
    return new Panel(title, unit, range, List.of(curves));
  }

  private Curve metric(String label, String name) {
    return Curve.finite(
        label,
        steps.stream().mapToDouble(StepFigures::step).toArray(),
        steps.stream().mapToDouble(step -> step.metric(name)).toArray(),
        true);
  }

  private Curve evaluated(String label, ToDoubleFunction<Evaluation> value) {
    return Curve.finite(
        label,
        evaluations.stream().mapToDouble(Evaluation::step).toArray(),
        evaluations.stream().mapToDouble(value).toArray(),
        false);
  }

  private Curve rate() {
    double[] perSecond = new double[steps.size()];
    for (int i = 0; i < perSecond.length; i++) {
      int from = i - RATE_STEPS;
      double millis =
          from < 0 ? 0 : steps.get(i).finishedAtMillis() - steps.get(from).finishedAtMillis();
      perSecond[i] = millis > 0 ? 1000.0 * RATE_STEPS / millis : Double.NaN;
    }
    return Curve.finite(
        "steps/s", steps.stream().mapToDouble(StepFigures::step).toArray(), perSecond, true);
  }
}
