package dev.millrace.job.score;

import dev.millrace.schemas.Prompt;
import java.math.BigDecimal;
import java.util.Map;
import java.util.Optional;

/** Right when the last number of the response equals the last number of the reference. */
public final class NumberVerifier implements Verifier {
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
    Optional<BigDecimal> given = LastNumber.of(response);
    boolean correct = given.isPresent() && given.get().compareTo(expected) == 0;
    return Map.of(CORRECT, correct ? 1f : 0f, FORMAT, given.isPresent() ? 1f : 0f);
  }
}
