package dev.millrace.ops.evaluation;

/**
 * How often versions are examined, and on what.
 *
 * @param everySteps fewest steps between two versions that are examined
 * @param prompts held-out prompts of an examination
 * @param seed of the draws
 * @param largestShare largest share of one core's time, in (0, 1]; examinations come less often
 *     where they would take more
 */
public record EvaluatorSettings(int everySteps, int prompts, long seed, double largestShare) {
  public EvaluatorSettings {
    if (everySteps < 1 || prompts < 1) {
      throw new IllegalArgumentException(
          "evaluation needs at least 1 step and 1 prompt, was " + everySteps + ", " + prompts);
    }
    if (!(largestShare > 0 && largestShare <= 1)) {
      throw new IllegalArgumentException(
          "evaluation's share of a core must be in (0, 1], was " + largestShare);
    }
  }

  /** Every 20 steps at most, 512 prompts, a twentieth of a core. */
  public static EvaluatorSettings defaults() {
    return new EvaluatorSettings(20, 512, 0x6576616cL, 0.05);
  }
}
