package dev.millrace.ops.task;

import dev.millrace.schemas.Prompt;
import java.util.List;

/**
 * A supply of prompts in two disjoint parts: those that are trained on and those that are held out
 * for evaluation. A prompt belongs to one part by the hash of its text ({@link HeldOut}), so
 * neither a seed nor a restart can move it to the other.
 */
public interface PromptSource {

  /** Short name, the data set of its prompts. */
  String name();

  /**
   * A prompt to train on: the same prompt for the same arguments, never a held-out one.
   *
   * @param seed of the run
   * @param index number of the prompt in the run, from 0
   */
  Prompt prompt(long seed, long index);

  /**
   * Held-out prompts: the same list for the same count, in the proportions of the training prompts.
   *
   * @param count how many; a source with fewer gives what it has
   */
  List<Prompt> heldOut(int count);

  /** Longest response worth sampling, in tokens, the end token included. */
  int maxResponseTokens();
}
