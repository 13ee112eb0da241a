package dev.millrace.ops.option;

import dev.millrace.job.score.reward.Combination;
import dev.millrace.job.score.reward.NoiseRates;
import dev.millrace.job.score.reward.RewardFormula;
import java.util.Map;
import java.util.function.Function;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Option;
import picocli.CommandLine.TypeConversionException;

/** How a command that scores makes the reward, as the options of a job say it. */
public final class RewardOptions {
  @Option(
      names = "--reward",
      defaultValue = "correct=1",
      paramLabel = "WEIGHTS",
      converter = FormulaText.class,
      description =
          "How channels make the reward, as in millrace.score.reward. Default: ${DEFAULT-VALUE}.")
  private RewardFormula reward = RewardFormula.parse("correct=1");

  @Option(
      names = "--noise",
      defaultValue = "",
      paramLabel = "RATES",
      converter = RatesText.class,
      description = "Known error rates of verifiers, as in millrace.score.noise. Default: none.")
  private NoiseRates noise = new NoiseRates(Map.of());

  /** The combination that was typed. */
  public Combination combination() {
    return new Combination(reward, noise);
  }

  static final class FormulaText implements ITypeConverter<RewardFormula> {
    @Override
    public RewardFormula convert(String text) {
      return parsed(text, "channel weights such as 'correct=1,format=0.1'", RewardFormula::parse);
    }
  }

  static final class RatesText implements ITypeConverter<NoiseRates> {
    @Override
    public NoiseRates convert(String text) {
      return parsed(text, "rates such as 'math=0.01/0.05'", NoiseRates::parse);
    }
  }

  private static <T> T parsed(String text, String form, Function<String, T> parser) {
    try {
      return parser.apply(text);
    } catch (RuntimeException e) {
      throw new TypeConversionException(
          "must be " + form + ", was '" + text + "' (" + e.getMessage() + ")");
    }
  }
}
