package dev.millrace.ops.evaluation;

import dev.millrace.schemas.Prompt;

/** What says whether a response is right; the same rule as the reward of the stream. */
@FunctionalInterface
public interface Judge {

  /**
   * Whether this text answers the prompt.
   *
   * @throws UnjudgedException when nobody can say
   */
  boolean correct(Prompt prompt, String response);
}
