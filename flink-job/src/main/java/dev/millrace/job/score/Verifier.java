package dev.millrace.job.score;

import dev.millrace.schemas.Prompt;
import dev.millrace.schemas.Response;
import java.util.Map;

/**
 * A judge of responses: a pure function of prompt and response text. Implementations named in
 * {@code META-INF/services} are found beside the built-in ones; they have a public constructor
 * without parameters that starts nothing, since every thread makes its own, and need not be
 * thread-safe. What one holds it gives back as {@code AutoCloseable}.
 */
public interface Verifier {
  /** The channel that says whether the answer is right: 1 or 0. */
  String CORRECT = "correct";

  /** The channel that says whether the answer could be read at all: 1 or 0. */
  String FORMAT = "format";

  /** The name that prompts ask for it by; lower-case kebab-case. */
  String name();

  /**
   * Whether the work on any text is so small that it needs no deadline. Others are run on threads
   * of their own, which costs a hand-over a response, and are given up when they are late.
   */
  default boolean isBounded() {
    return false;
  }

  /**
   * Judges one response.
   *
   * @param prompt the task with its reference answer
   * @param response the text of the response
   * @return named rewards, {@link #CORRECT} among them
   * @throws RuntimeException when the prompt cannot be judged: its group is then dropped as
   *     unscored, and never counted as wrong
   */
  Map<String, Float> score(Prompt prompt, String response);

  /**
   * Judges one response by more than its text. Only what reads the rest of a response overrides
   * this; everything else, and every {@link RemoteVerifier}, sees its text.
   */
  default Map<String, Float> score(Prompt prompt, Response response) {
    return score(prompt, response.text());
  }
}
