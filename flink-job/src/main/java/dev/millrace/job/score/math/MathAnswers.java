package dev.millrace.job.score.math;

import dev.millrace.job.score.rule.Parameters;
import dev.millrace.schemas.Prompt;
import java.util.Optional;
import java.util.Set;

/**
 * The final answers of a task and of a response to it, in the notation that both are read in.
 *
 * @param reference what is right
 * @param answer what was answered; empty where no place says that it is the answer
 */
public record MathAnswers(String reference, Optional<String> answer) {
  private static final String PLACE = "answer";

  /**
   * The answers of a prompt and a response.
   *
   * @throws IllegalArgumentException when the prompt has none, or asks for another place than
   *     {@code any} or {@code boxed}
   */
  public static MathAnswers of(Prompt prompt, String response) {
    Optional<String> reference = reference(prompt.reference());
    if (reference.isEmpty()) {
      throw new IllegalArgumentException(
          "prompt " + prompt.promptId() + " has no answer in its reference");
    }
    Optional<String> answer =
        isBoxOnly(prompt) ? FinalAnswer.boxed(response) : FinalAnswer.of(response);
    return new MathAnswers(reference.get(), answer);
  }

  /** Whether the rules of docs/verifiers.md make them equal. */
  public boolean same() {
    return answer.isPresent() && Reading.same(reference, answer.get());
  }

  private static boolean isBoxOnly(Prompt prompt) {
    Parameters parameters = Parameters.of(prompt, Set.of(PLACE));
    return parameters.oneOf(PLACE, "any", "boxed").equals("boxed");
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
