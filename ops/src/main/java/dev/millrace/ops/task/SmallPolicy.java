package dev.millrace.ops.task;

import dev.millrace.policy.Family;
import dev.millrace.policy.PolicyConfig;

/** The shape of the policy that a task starts from nothing: about 124,000 parameters. */
final class SmallPolicy {

  private SmallPolicy() {}

  static PolicyConfig shaped(int vocabularySize, int maxPositions, int endToken, int padToken) {
    return new PolicyConfig(
        Family.QWEN2,
        vocabularySize,
        64,
        2,
        2,
        1,
        32,
        256,
        maxPositions,
        10_000,
        1e-6,
        true,
        true,
        new int[] {endToken},
        null,
        padToken);
  }
}
