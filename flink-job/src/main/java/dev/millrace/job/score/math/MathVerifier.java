package dev.millrace.job.score.math;

import dev.millrace.job.score.Verifier;
import dev.millrace.job.score.rule.Parameters;
import dev.millrace.schemas.Prompt;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

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
  private static final String ANSWER = "answer";

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
    Optional<String> reference = reference(prompt.reference());
    if (reference.isEmpty()) {
      throw new IllegalArgumentException(
          "prompt " + prompt.promptId() + " has no answer in its reference");
    }
    Optional<String> answer =
        isBoxOnly(prompt) ? FinalAnswer.boxed(response) : FinalAnswer.of(response);
    boolean correct = answer.isPresent() && Reading.same(reference.get(), answer.get());
    return Map.of(CORRECT, correct ? 1f : 0f, FORMAT, answer.isPresent() ? 1f : 0f);
  }

  private static boolean isBoxOnly(Prompt prompt) {
    Parameters parameters = Parameters.of(prompt, Set.of(ANSWER));
    return parameters.oneOf(ANSWER, "any", "boxed").equals("boxed");
  }

  /** A reference is an answer by itself, or a worked solution with one in it. */
  private static Optional<String> reference(String text) {
    Optional<String> boxed = FinalAnswer.boxed(text);
    if (boxed.isPresent()) {
      return boxed;
    }
    int marked = text.lastIndexOf("####");
    String plain = Plain.of(marked >= 0 ? text.substring(marked + 4) : text);
    if (Reading.isReadable(plain) || plain.length() <= 100) {
      return plain.isEmpty() ? Optional.empty() : Optional.of(plain);
    }
    return FinalAnswer.of(text);
  }
}
