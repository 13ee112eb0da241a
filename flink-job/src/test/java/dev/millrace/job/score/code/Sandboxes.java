package dev.millrace.job.score.code;

import dev.millrace.job.score.Verifier;
import dev.millrace.job.settings.OptionValues;
import dev.millrace.schemas.Prompt;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Assumptions;

/** Verifiers of programs for tests, where the host can run them. */
final class Sandboxes {
  private static final Isolation HOST = Isolation.probe("python3");

  private Sandboxes() {}

  /** Skips the test where programs cannot be run in name spaces. */
  static void assumeNamespaces() {
    assume(IsolationLevel.NAMESPACES);
  }

  static void assume(IsolationLevel level) {
    IsolationLevel offered = HOST.level();
    Assumptions.assumeTrue(
        offered != null && offered.compareTo(level) >= 0,
        "skipped: this host does not offer isolation by " + level + ": " + HOST.findings());
  }

  static CodeSettings settings(String... keysAndValues) {
    Map<String, String> typed = new HashMap<>();
    for (int i = 0; i < keysAndValues.length; i += 2) {
      typed.put("millrace.score.code-" + keysAndValues[i], keysAndValues[i + 1]);
    }
    return CodeSettings.from(OptionValues.of(typed));
  }

  static Prompt prompt(String tests, String... parameters) {
    Map<String, String> named = new HashMap<>();
    for (int i = 0; i < parameters.length; i += 2) {
      named.put(parameters[i], parameters[i + 1]);
    }
    return new Prompt("p1", "programs", "", new int[0], tests, "code", named, 0);
  }

  static float correct(Verifier verifier, Prompt prompt, String program) {
    return verifier.score(prompt, program).getOrDefault(Verifier.CORRECT, Float.NaN);
  }
}
