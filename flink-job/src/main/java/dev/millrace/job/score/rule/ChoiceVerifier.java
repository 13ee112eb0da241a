package dev.millrace.job.score.rule;

import dev.millrace.job.score.Verifier;
import dev.millrace.schemas.Prompt;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Right when the response names the letter, or the option, that the reference names. Where a letter
 * is looked for is said in {@link ChoiceAnswer}.
 *
 * <p>Parameters: {@code options}, the texts of the options, one a line, at most 26, in the order of
 * their letters; or {@code letters}, how many there are (2 to 26, default 5) where texts do not
 * matter. The reference is a letter or the text of an option.
 *
 * <p>Channels: {@code correct}; {@code format}, whether the response names one letter at all.
 */
public final class ChoiceVerifier implements Verifier {
  private static final Set<String> PARAMETERS = Set.of("options", "letters");

  @Override
  public String name() {
    return "choice";
  }

  @Override
  public boolean isBounded() {
    return true;
  }

  @Override
  public Map<String, Float> score(Prompt prompt, String response) {
    Parameters parameters = Parameters.of(prompt, PARAMETERS);
    List<String> options = parameters.lines("options");
    if (parameters.has("options") && parameters.has("letters")) {
      throw parameters.refused("letters", "says what parameter options says");
    }
    if (parameters.has("options")
        && (options.size() < 2
            || options.size() > 26
            || new HashSet<>(options).size() < options.size())) {
      throw parameters.refused("options", "must be 2 to 26 different lines");
    }
    int letters = options.isEmpty() ? parameters.whole("letters", 5, 2, 26) : options.size();
    ChoiceAnswer answers = new ChoiceAnswer(options, letters);
    char expected =
        answers
            .ofReference(prompt.reference())
            .orElseThrow(
                () ->
                    new IllegalArgumentException(
                        "prompt "
                            + prompt.promptId()
                            + ": the reference '"
                            + prompt.reference()
                            + "' is none of the "
                            + letters
                            + " options"));
    Optional<Character> given = answers.of(response);
    boolean correct = given.isPresent() && given.get() == expected;
    return Map.of(CORRECT, correct ? 1f : 0f, FORMAT, given.isPresent() ? 1f : 0f);
  }
}
