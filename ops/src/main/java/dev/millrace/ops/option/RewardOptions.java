package dev.millrace.ops.option;

import dev.millrace.job.score.ScoreSettings;
import dev.millrace.job.score.reward.NoiseRates;
import dev.millrace.job.score.reward.RewardFormula;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.TypeConversionException;

/** How a command that scores asks the verifiers and makes the reward, as a job says it. */
public final class RewardOptions {
  @Mixin private ScoreOptions score;

  @Option(
      names = "--reward",
      paramLabel = "WEIGHTS",
      converter = FormulaText.class,
      description = "How channels make the reward: millrace.score.reward.")
  private @Nullable String reward;

  @Option(
      names = "--noise",
      paramLabel = "RATES",
      converter = RatesText.class,
      description = "Known error rates of verifiers: millrace.score.noise.")
  private @Nullable String noise;

  /** The settings that were typed, and the job's defaults where nothing was. */
  public ScoreSettings settings() {
    Map<String, String> typed = new LinkedHashMap<>();
    if (reward != null) {
      typed.put(ScoreSettings.REWARD.key(), reward);
    }
    if (noise != null) {
      typed.put(ScoreSettings.NOISE.key(), noise);
    }
    return score.settings(typed);
  }

  static final class FormulaText implements ITypeConverter<String> {
    @Override
    public String convert(String text) {
      return checked(text, "channel weights such as 'correct=1,format=0.1'", RewardFormula::parse);
    }
  }

  static final class RatesText implements ITypeConverter<String> {
    @Override
    public String convert(String text) {
      return checked(text, "rates such as 'math=0.01/0.05'", NoiseRates::parse);
    }
  }

  private static String checked(String text, String form, Consumer<String> parser) {
    try {
      parser.accept(text);
      return text;
    } catch (RuntimeException e) {
      throw new TypeConversionException(
          "must be " + form + ", was '" + text + "' (" + e.getMessage() + ")");
    }
  }
}
