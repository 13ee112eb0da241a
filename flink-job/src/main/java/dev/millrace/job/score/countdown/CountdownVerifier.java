package dev.millrace.job.score.countdown;

import dev.millrace.job.score.Verifier;
import dev.millrace.job.score.rule.Parameters;
import dev.millrace.schemas.Prompt;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Right when the response is an expression that makes the target from the given numbers, each used
 * at most once, in exact arithmetic.
 *
 * <p>The prompt has the parameters {@code numbers}, whole numbers with commas between them, and
 * {@code target}. Of the response counts what stands between the last {@code <answer>} and {@code
 * </answer>}, if they are there, and of that what stands before the first equals sign.
 */
public final class CountdownVerifier implements Verifier {
  private static final String NUMBERS = "numbers";
  private static final String TARGET = "target";
  private static final String OPEN = "<answer>";
  private static final String CLOSE = "</answer>";

  @Override
  public String name() {
    return "countdown";
  }

  @Override
  public boolean isBounded() {
    return true;
  }

  @Override
  public Map<String, Float> score(Prompt prompt, String response) {
    Parameters parameters = Parameters.of(prompt, Set.of(NUMBERS, TARGET));
    List<Long> given = new ArrayList<>();
    for (String number : parameter(parameters, NUMBERS).split(",", -1)) {
      given.add(Long.parseLong(number.strip()));
    }
    Rational target = Rational.of(Long.parseLong(parameter(parameters, TARGET).strip()));
    Optional<CountdownExpression> expression = CountdownExpression.parse(answer(response));
    boolean correct =
        expression.isPresent()
            && expression.get().value().equals(target)
            && usesAtMost(given, expression.get().numbers());
    return Map.of(CORRECT, correct ? 1f : 0f, FORMAT, expression.isPresent() ? 1f : 0f);
  }

  private static boolean usesAtMost(List<Long> given, List<Long> used) {
    List<Long> left = new ArrayList<>(given);
    return used.stream().allMatch(left::remove);
  }

  private static String answer(String response) {
    int open = response.lastIndexOf(OPEN);
    int close = open < 0 ? -1 : response.indexOf(CLOSE, open);
    String text = close < 0 ? response : response.substring(open + OPEN.length(), close);
    int equals = text.indexOf('=');
    return (equals < 0 ? text : text.substring(0, equals)).strip();
  }

  private static String parameter(Parameters parameters, String name) {
    return parameters.text(name).orElseThrow(() -> parameters.refused(name, "is missing"));
  }
}
