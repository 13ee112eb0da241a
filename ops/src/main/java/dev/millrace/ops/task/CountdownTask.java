package dev.millrace.ops.task;

import dev.millrace.policy.PolicyConfig;
import dev.millrace.schemas.Prompt;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.Collectors;

/**
 * Countdown: {@code 3,8,7=31:} asks for an expression over 3, 8 and 7 that equals 31, for instance
 * {@code 3*8+7}. Many responses can be right, so the verifier computes; the solution a puzzle was
 * made from is its reference.
 *
 * @param training proportions of the puzzle sizes in prompts that are trained on and held out;
 *     level l has l + {@value #SMALLEST} numbers
 * @param recipe how the starting policy is made
 */
public record CountdownTask(DifficultyMix training, WarmStartRecipe recipe) implements Task {

  /** Name of the task. */
  public static final String NAME = "countdown";

  private static final int SMALLEST = 2;
  private static final int LARGEST = 4;
  private static final long HELD_OUT_SEED = 0x636f756e74646fL;

  public CountdownTask {
    int levels = LARGEST - SMALLEST + 1;
    requireLevels(training, levels);
    recipe.phases().forEach(phase -> requireLevels(phase.examples(), levels));
  }

  /** The task of {@code millrace demo --task countdown}. */
  public static CountdownTask standard() {
    return new CountdownTask(
        DifficultyMix.of(0.2, 0.6, 0.2),
        new WarmStartRecipe(
            128,
            3e-3f,
            50,
            512,
            List.of(
                new WarmStartPhase(
                    DifficultyMix.of(0.4, 0.6, 0),
                    DifficultyMix.of(0.2, 0.6, 0.2),
                    0.35,
                    800,
                    25))));
  }

  private static void requireLevels(DifficultyMix mix, int levels) {
    if (mix.shares().size() != levels) {
      throw new IllegalArgumentException(
          "puzzles of 2, 3 and 4 numbers need " + levels + " shares, were " + mix.shares());
    }
  }

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public Prompt prompt(long seed, long index) {
    return asPrompt(draw(training, Draws.of(seed, index), false));
  }

  @Override
  public Prompt example(DifficultyMix mix, long seed, long index) {
    return asPrompt(draw(mix, Draws.of(~seed, index), false));
  }

  @Override
  public List<Prompt> heldOut(int count) {
    List<Prompt> prompts = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      prompts.add(asPrompt(draw(training, Draws.of(HELD_OUT_SEED, i), true)));
    }
    return prompts;
  }

  @Override
  public String solution(Prompt prompt) {
    return prompt.reference();
  }

  @Override
  public int maxResponseTokens() {
    // Four one-digit numbers, three operations, two pairs of parentheses, and the end.
    return LARGEST + (LARGEST - 1) + 2 * (LARGEST - 2) + 1;
  }

  @Override
  public List<String> characters() {
    return List.of(
        "0", "1", "2", "3", "4", "5", "6", "7", "8", "9", "+", "-", "*", "/", "(", ")", ",", "=",
        ":");
  }

  @Override
  public PolicyConfig policy(int vocabularySize, int endToken, int padToken) {
    return SmallPolicy.shaped(vocabularySize, 32, endToken, padToken);
  }

  /** The size is drawn once, so that refusing the other part of the split leaves the mix alone. */
  private static CountdownPuzzle draw(DifficultyMix mix, SplittableRandom random, boolean heldOut) {
    int count = mix.draw(random) + SMALLEST;
    while (true) {
      CountdownPuzzle puzzle = CountdownPuzzle.random(count, random);
      if (HeldOut.contains(splitKey(puzzle)) == heldOut) {
        return puzzle;
      }
    }
  }

  /** The same numbers in another order are the same puzzle: the split must not tell them apart. */
  static String splitKey(CountdownPuzzle puzzle) {
    return puzzle.numbers().stream().sorted().toList() + "=" + puzzle.target();
  }

  private static Prompt asPrompt(CountdownPuzzle puzzle) {
    String numbers =
        puzzle.numbers().stream().map(String::valueOf).collect(Collectors.joining(","));
    String text = String.format(Locale.ROOT, "%s=%02d:", numbers, puzzle.target());
    Map<String, String> parameters =
        Map.of("numbers", numbers, "target", Integer.toString(puzzle.target()));
    return new Prompt(
        NAME + ":" + text, NAME, text, new int[0], puzzle.solution(), "countdown", parameters, 0L);
  }
}
