package dev.millrace.job.score;

import dev.millrace.job.score.rule.Parameters;
import dev.millrace.schemas.Prompt;
import java.math.BigDecimal;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Right when the last number of the response is the last number of the reference, or lies within
 * the parameter {@code tolerance} of it; {@link LastNumber} says what a number is. The default
 * tolerance is 0: numbers are exact decimals, so 0.1 is 0.10, and 0.33 is not 1/3.
 */
public final class NumberVerifier implements Verifier {
  private static final String TOLERANCE = "tolerance";

  @Override
  public String name() {
    return "number";
  }

  @Override
  public boolean isBounded() {
    return true;
  }

  @Override
  public Map<String, Float> score(Prompt prompt, String response) {
    BigDecimal expected =
        LastNumber.of(prompt.reference())
            .orElseThrow(
                () ->
                    new IllegalArgumentException(
                        "prompt " + prompt.promptId() + " has no number in its reference"));
    BigDecimal tolerance = tolerance(Parameters.of(prompt, Set.of(TOLERANCE)));
    Optional<BigDecimal> given = LastNumber.of(response);
    boolean correct =
        given.isPresent() && given.get().subtract(expected).abs().compareTo(tolerance) <= 0;
    return Map.of(CORRECT, correct ? 1f : 0f, FORMAT, given.isPresent() ? 1f : 0f);
  }

  private static BigDecimal tolerance(Parameters parameters) {
    String text = parameters.text(TOLERANCE).orElse("0").strip();
    Optional<BigDecimal> tolerance =
        text.matches("[0-9.eE+-]{1,20}") ? LastNumber.of(text) : Optional.empty();
    return tolerance
        .filter(number -> number.signum() >= 0)
        .orElseThrow(() -> parameters.refused(TOLERANCE, "must be a number >= 0, was " + text));
  }
}
