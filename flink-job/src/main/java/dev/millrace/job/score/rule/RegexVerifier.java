package dev.millrace.job.score.rule;

import dev.millrace.job.score.Verifier;
import dev.millrace.schemas.Prompt;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Right when a regular expression of the prompt matches, or finds the reference.
 *
 * <p>Parameters: {@code pattern}, in the syntax of RE2 (no back references, no looking around), at
 * most {@value LinearPattern#MAX_PATTERN} characters; {@code case}: {@code exact}, the default, or
 * {@code ignore}; and {@code match}: {@code find}, the default, when the pattern may match
 * anywhere, {@code whole} when it must match the whole response, {@code reference} when the first
 * group of its last match, the match itself where it has no group, must be the reference, white
 * space around both aside. A response of more than {@value LinearPattern#MAX_TEXT} characters does
 * not match.
 *
 * <p>Channels: {@code correct}; with {@code reference} also {@code format}, whether the pattern
 * matched at all.
 */
public final class RegexVerifier implements Verifier {
  private static final Set<String> PARAMETERS = Set.of("pattern", "case", "match");

  // All responses of a group, and mostly those of a data set, have one pattern.
  private @Nullable Compiled last;

  private record Compiled(String text, boolean ignoreCase, LinearPattern pattern) {}

  @Override
  public String name() {
    return "regex";
  }

  @Override
  public boolean isBounded() {
    return true;
  }

  @Override
  public Map<String, Float> score(Prompt prompt, String response) {
    Parameters parameters = Parameters.of(prompt, PARAMETERS);
    String text =
        parameters
            .text("pattern")
            .filter(given -> !given.isEmpty())
            .orElseThrow(() -> parameters.refused("pattern", "is needed"));
    boolean ignoreCase = parameters.oneOf("case", "exact", "ignore").equals("ignore");
    LinearPattern pattern;
    try {
      pattern = compiled(text, ignoreCase);
    } catch (IllegalArgumentException e) {
      throw parameters.refused("pattern", String.valueOf(e.getMessage()));
    }
    String match = parameters.oneOf("match", "find", "whole", "reference");
    if (match.equals("reference")) {
      Optional<String> found = pattern.last(response);
      boolean correct = found.filter(f -> f.strip().equals(prompt.reference().strip())).isPresent();
      return Map.of(CORRECT, correct ? 1f : 0f, FORMAT, found.isPresent() ? 1f : 0f);
    }
    boolean matches = match.equals("whole") ? pattern.isWhole(response) : pattern.isIn(response);
    return Map.of(CORRECT, matches ? 1f : 0f);
  }

  private LinearPattern compiled(String text, boolean ignoreCase) {
    Compiled known = last;
    if (known == null || known.ignoreCase() != ignoreCase || !known.text().equals(text)) {
      known = new Compiled(text, ignoreCase, LinearPattern.compile(text, ignoreCase));
      last = known;
    }
    return Objects.requireNonNull(known).pattern();
  }
}
