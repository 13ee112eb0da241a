package dev.millrace.job.score.rule;

import dev.millrace.job.score.Verifier;
import dev.millrace.schemas.Prompt;
import java.util.HashMap;
import java.util.Map;

/** Prompts that differ in reference and parameters only. */
final class RulePrompts {
  private RulePrompts() {}

  static Prompt prompt(String reference, String... keysAndValues) {
    Map<String, String> parameters = new HashMap<>();
    for (int i = 0; i < keysAndValues.length; i += 2) {
      parameters.put(keysAndValues[i], keysAndValues[i + 1]);
    }
    return new Prompt("p7", "d", "", new int[0], reference, "rule", parameters, 0);
  }

  static float correct(Verifier verifier, Prompt prompt, String response) {
    return verifier.score(prompt, response).getOrDefault(Verifier.CORRECT, -1f);
  }
}
