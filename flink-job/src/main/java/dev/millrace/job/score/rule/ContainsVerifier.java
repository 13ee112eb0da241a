package dev.millrace.job.score.rule;

import dev.millrace.job.score.Verifier;
import dev.millrace.schemas.Prompt;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Predicate;

/**
 * Right when the response has the phrases that its prompt asks for and none that it forbids.
 *
 * <p>Parameters, each a phrase a line: {@code all} of them, {@code any} of them and {@code none} of
 * them are in the response; where none of the three is given, the reference is what all asks for.
 * {@code case} is {@code exact}, the default, or {@code ignore}. {@code words} is {@code yes} when
 * a phrase counts only where no letter or digit touches it; default {@code no}.
 *
 * <p>Channels: {@code correct} when everything asked for holds; {@code all}, {@code any} and {@code
 * none} where given; each 1 or 0.
 */
public final class ContainsVerifier implements Verifier {
  private static final Set<String> PARAMETERS = Set.of("all", "any", "none", "case", "words");

  @Override
  public String name() {
    return "contains";
  }

  @Override
  public boolean isBounded() {
    return true;
  }

  @Override
  public Map<String, Float> score(Prompt prompt, String response) {
    Parameters parameters = Parameters.of(prompt, PARAMETERS);
    boolean ignoreCase = parameters.oneOf("case", "exact", "ignore").equals("ignore");
    boolean words = parameters.oneOf("words", "no", "yes").equals("yes");
    String text = ignoreCase ? folded(response) : response;
    Predicate<String> found =
        phrase -> Phrase.isIn(text, ignoreCase ? folded(phrase) : phrase, words);
    Map<String, Float> channels = new TreeMap<>();
    if (parameters.has("all")) {
      channels.put("all", said(parameters.lines("all").stream().allMatch(found)));
    }
    if (parameters.has("any")) {
      channels.put("any", said(parameters.lines("any").stream().anyMatch(found)));
    }
    if (parameters.has("none")) {
      channels.put("none", said(parameters.lines("none").stream().noneMatch(found)));
    }
    if (channels.isEmpty()) {
      List<String> reference = prompt.reference().strip().lines().toList();
      if (reference.isEmpty()) {
        throw parameters.refused("all, any or none", "is needed: the reference is empty too");
      }
      return Map.of(CORRECT, said(found.test(prompt.reference().strip())));
    }
    channels.put(CORRECT, said(channels.values().stream().allMatch(value -> value == 1f)));
    return channels;
  }

  private static float said(boolean holds) {
    return holds ? 1f : 0f;
  }

  private static String folded(String text) {
    return text.toUpperCase(Locale.ROOT).toLowerCase(Locale.ROOT);
  }
}
