package dev.millrace.symja;

import dev.millrace.job.score.Verifier;
import dev.millrace.job.score.math.MathAnswers;
import dev.millrace.schemas.Prompt;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Right when {@code math} says so, or when a computer algebra system finds that the difference of
 * the two answers is zero: integrals, sums, products, limits, derivatives, binomials, identities of
 * functions. Extraction of the answers and the parameters are those of {@code math}.
 *
 * <p>Algebra has no bound on its work, so this verifier runs under {@code
 * millrace.score.verifier-timeout}; what is not decided within 2 s is not judged.
 */
public final class SymbolicMathVerifier implements Verifier {
  private @Nullable Algebra algebra;

  @Override
  public String name() {
    return "math-symbolic";
  }

  @Override
  public Map<String, Float> score(Prompt prompt, String response) {
    MathAnswers answers = MathAnswers.of(prompt, response);
    boolean correct =
        answers.same() || answers.answer().filter(given -> isEqual(answers, given)).isPresent();
    return Map.of(CORRECT, correct ? 1f : 0f, FORMAT, answers.answer().isPresent() ? 1f : 0f);
  }

  private boolean isEqual(MathAnswers answers, String given) {
    return algebra().isZeroDifference(answers.reference(), given);
  }

  /** Loading its symbols takes a second or two, which only prompts that need it should wait for. */
  private synchronized Algebra algebra() {
    if (algebra == null) {
      algebra = new Algebra();
    }
    return algebra;
  }
}
