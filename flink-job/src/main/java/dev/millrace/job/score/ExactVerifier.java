package dev.millrace.job.score;

import dev.millrace.job.score.rule.Parameters;
import dev.millrace.schemas.Prompt;
import java.util.Map;
import java.util.Set;

/** Right when the response is the reference, white space around both aside. */
public final class ExactVerifier implements Verifier {
  @Override
  public String name() {
    return "exact";
  }

  @Override
  public boolean isBounded() {
    return true;
  }

  @Override
  public Map<String, Float> score(Prompt prompt, String response) {
    Parameters.of(prompt, Set.of());
    return Map.of(CORRECT, response.strip().equals(prompt.reference().strip()) ? 1f : 0f);
  }
}
