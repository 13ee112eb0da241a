package dev.millrace.job.score.math;

import dev.millrace.job.score.Verifier;
import dev.millrace.schemas.Prompt;
import java.util.Map;

/**
 * Right when the final answer of the response equals that of the reference, as mathematics. What is
 * equal is said in docs/verifiers.md; what is not surely equal is wrong.
 *
 * <p>With the parameter {@code answer} set to {@code boxed}, an answer outside of a box is none.
 *
 * <p>The work on any text is bounded by its length, the depth and number of tokens, the digits of
 * numbers, the size of exponents, and the functions, nodes and pairs of one comparison.
 */
public final class MathVerifier implements Verifier {
  @Override
  public String name() {
    return "math";
  }

  @Override
  public boolean isBounded() {
    return true;
  }

  @Override
  public Map<String, Float> score(Prompt prompt, String response) {
    MathAnswers answers = MathAnswers.of(prompt, response);
    return Map.of(
        CORRECT, answers.same() ? 1f : 0f, FORMAT, answers.answer().isPresent() ? 1f : 0f);
  }
}
