package dev.millrace.ops.report;

import dev.millrace.ops.evaluation.Evaluation;
import dev.millrace.ops.report.RunHistory.StepFigures;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.ToDoubleFunction;
import java.util.stream.DoubleStream;
import org.jspecify.annotations.Nullable;

/**
 * What is said of an interval of a run: one line with keys that never change, or the same figures
 * by name. Means are over the steps of the interval; a figure that is not known is left out.
 *
 * @param values by key, in the order of the line; keys of rates end in {@code /s}
 * @param text the line
 */
public record StepLine(Map<String, Object> values, String text) {
  public StepLine {
    values = Collections.unmodifiableMap(new LinkedHashMap<>(values));
  }

  /**
   * The line of an interval.
   *
   * @param steps of the interval, oldest first; at least one
   * @param seconds length of the interval, above 0
   * @param evaluation the newest one; null before the first
   */
  public static StepLine of(
      List<StepFigures> steps, double seconds, @Nullable Evaluation evaluation) {
    StepFigures last = steps.get(steps.size() - 1);
    Line line = new Line();
    line.put("step", last.step(), Long.toString(last.step()));
    String version = last.lineage() + "." + last.step();
    line.put("ver", version, version);
    if (evaluation != null) {
      line.put("eval", evaluation.sampledAccuracy(), 2);
    }
    line.put("rew", mean(steps, Figures.REWARD_ALL), 2);
    line.put("eff", mean(steps, Figures.EFFECTIVE), 2);
    line.put("fill", mean(steps, Figures.FILL), 2);
    double age = mean(steps, Figures.AGE_MEAN);
    double oldest = values(steps, s -> s.metric(Figures.AGE_MAX)).max().orElse(Double.NaN);
    if (Double.isFinite(age) && Double.isFinite(oldest)) {
      String both = String.format(Locale.ROOT, "%.1f/%.0f", age, oldest);
      line.put("age", List.of(age, oldest), both);
    }
    line.put("kl", mean(steps, Figures.KL), 4);
    line.put(
        "clip",
        values(steps, step -> step.metric(Figures.CLIP_LOW) + step.metric(Figures.CLIP_HIGH))
            .average()
            .orElse(Double.NaN),
        3);
    line.put("ent", mean(steps, Figures.ENTROPY), 2);
    line.put("ess", mean(steps, Figures.SAMPLE_SIZE), 2);
    line.put("len", mean(steps, Figures.LENGTH_MEAN), 1);
    line.text.append(" |");
    double rate = steps.size() / seconds;
    line.put("step/s", rate, null);
    line.text.append(String.format(Locale.ROOT, " %.1f step/s", rate));
    double tokens =
        values(steps, s -> s.metric(Figures.GENERATED) * s.metric(Figures.LENGTH_MEAN)).sum()
            / seconds;
    line.put("tok/s", tokens, null);
    line.text.append(' ').append(thousands(tokens)).append(" tok/s");
    return new StepLine(line.values, line.text.toString().strip());
  }

  private static double mean(List<StepFigures> steps, String name) {
    return values(steps, step -> step.metric(name)).average().orElse(Double.NaN);
  }

  private static DoubleStream values(List<StepFigures> steps, ToDoubleFunction<StepFigures> value) {
    return steps.stream().mapToDouble(value).filter(Double::isFinite);
  }

  private static String thousands(double value) {
    return value >= 1000
        ? String.format(Locale.ROOT, "%.1fk", value / 1000)
        : String.format(Locale.ROOT, "%.0f", value);
  }

  /** The line while it is written. */
  private static final class Line {
    private final Map<String, Object> values = new LinkedHashMap<>();
    private final StringBuilder text = new StringBuilder();

    void put(String key, double value, int decimals) {
      if (Double.isFinite(value)) {
        put(key, value, String.format(Locale.ROOT, "%." + decimals + "f", value));
      }
    }

    void put(String key, Object value, @Nullable String shown) {
      values.put(key, value);
      if (shown != null) {
        text.append(text.length() == 0 ? "" : " ").append(key).append(' ').append(shown);
      }
    }
  }
}
