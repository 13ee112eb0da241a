package dev.millrace.job.score.reward;

import dev.millrace.job.settings.InvalidOptionException;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The combination of channels into a reward: r = Σ_k weight_k · channel_k · [condition_k ≥ 1],
 * absent channels counting nothing, a term without a condition always counting.
 *
 * <p>Two channels are made by the formula itself where a term asks for them: {@code
 * overlong(longest,margin)} and {@code brevity(accuracy)}, see {@link LengthShaping}.
 *
 * @param terms in the order of their channels; none twice
 * @param overlong the longest response and its margin; null when no term asks for it
 * @param brevity the least accuracy of a group; null when no term asks for it
 */
public record RewardFormula(
    List<RewardTerm> terms, LengthShaping.@Nullable Overlong overlong, @Nullable Double brevity)
    implements Serializable {
  /** The channel that {@link LengthShaping#overlong} makes. */
  public static final String OVERLONG = "overlong";

  /** The channel that {@link LengthShaping#brevity} makes. */
  public static final String BREVITY = "brevity";

  private static final String NAME = "[A-Za-z][A-Za-z0-9_-]*(?:\\.[A-Za-z][A-Za-z0-9_-]*)*";
  private static final Pattern TERM =
      Pattern.compile(
          "\\s*(NAME)\\s*(?:\\(([^()]*)\\))?\\s*=\\s*([^\\s]+)\\s*(?:\\sif\\s+(NAME)\\s*)?"
              .replace("NAME", NAME));
  private static final Pattern BETWEEN_TERMS = Pattern.compile(",(?![^(]*\\))");

  public RewardFormula {
    terms =
        List.copyOf(
            terms.stream()
                .sorted(
                    Comparator.comparing(RewardTerm::channel).thenComparing(RewardTerm::condition))
                .toList());
    Set<String> seen = new HashSet<>();
    for (RewardTerm term : terms) {
      if (!seen.add(term.channel() + " if " + term.condition())) {
        throw new InvalidOptionException("channel " + term.channel() + " has two weights");
      }
    }
  }

  /**
   * A formula as one types it: {@code correct=1,format=0.1 if correct,overlong(4096,1024)=0.5}.
   *
   * @throws InvalidOptionException that says which term is wrong and why
   */
  public static RewardFormula parse(String text) {
    List<RewardTerm> terms = new ArrayList<>();
    LengthShaping.Overlong overlong = null;
    Double brevity = null;
    for (String part : BETWEEN_TERMS.split(text, -1)) {
      Matcher matcher = TERM.matcher(part);
      if (!matcher.matches()) {
        throw new InvalidOptionException(notATerm(part.strip()));
      }
      String channel = matcher.group(1);
      double[] arguments = numbers(matcher.group(2), part);
      if (channel.equals(OVERLONG) && arguments.length == 2) {
        overlong = LengthShaping.Overlong.of(arguments[0], arguments[1]);
      } else if (channel.equals(BREVITY) && arguments.length == 1) {
        brevity = LengthShaping.leastAccuracy(arguments[0]);
      } else if (channel.equals(OVERLONG) || channel.equals(BREVITY) || matcher.group(2) != null) {
        throw new InvalidOptionException(
            "'"
                + part.strip()
                + "': only overlong(longest,margin) and brevity(accuracy) have numbers in brackets,"
                + " and both need them");
      }
      float weight = (float) number(matcher.group(3), part);
      String condition = Optional.ofNullable(matcher.group(4)).orElse("");
      terms.add(new RewardTerm(channel, weight, condition));
    }
    return new RewardFormula(terms, overlong, brevity);
  }

  private static String notATerm(String part) {
    try {
      Double.parseDouble(part);
      return "'" + part + "' is a constant, which every estimator takes away again";
    } catch (NumberFormatException e) {
      return "'" + part + "' is not of the form channel=weight or channel=weight if channel";
    }
  }

  private static double[] numbers(@Nullable String text, String part) {
    if (text == null) {
      return new double[0];
    }
    String[] typed = text.split(",", -1);
    double[] numbers = new double[typed.length];
    for (int i = 0; i < typed.length; i++) {
      numbers[i] = number(typed[i].strip(), part);
    }
    return numbers;
  }

  private static double number(String text, String part) {
    try {
      double number = Double.parseDouble(text);
      if (Float.isFinite((float) number)) {
        return number;
      }
    } catch (NumberFormatException e) {
      // Said below, as of any other text that is no number.
    }
    throw new InvalidOptionException("'" + part.strip() + "': " + text + " is no finite number");
  }

  /**
   * The reward of one response; summed in the order of the channels.
   *
   * @param channels what terms weigh
   * @param conditions what conditions look at: the channels as the verifiers gave them
   */
  float reward(Map<String, Float> channels, Map<String, Float> conditions) {
    double reward = 0;
    for (RewardTerm term : terms) {
      reward += term.value(channels, conditions);
    }
    return (float) reward;
  }
}
