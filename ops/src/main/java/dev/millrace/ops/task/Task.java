package dev.millrace.ops.task;

import dev.millrace.policy.PolicyConfig;
import dev.millrace.schemas.Prompt;
import java.util.List;

/**
 * A procedural task: a supply of prompts with known solutions, small enough to start from nothing.
 */
public interface Task extends PromptSource {

  /** Characters of prompts and solutions, one token each. */
  List<String> characters();

  /** Shape of the policy that is trained when none is given, for a vocabulary of this size. */
  PolicyConfig policy(int vocabularySize, int endToken, int padToken);

  /**
   * A prompt for the supervised start: of the training part, in proportions of the start's own.
   *
   * @param mix proportions in which levels of difficulty are drawn
   * @param seed of the run
   * @param index number of the example, from 0
   */
  Prompt example(DifficultyMix mix, long seed, long index);

  /** A right response to a prompt of this task, without the end token. */
  String solution(Prompt prompt);

  /** How the starting policy is made. */
  WarmStartRecipe recipe();
}
