package dev.millrace.ops.task;

import dev.millrace.policy.PolicyConfig;
import dev.millrace.schemas.Prompt;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;

/**
 * Addition of two numbers: {@code 072+845=} wants {@code 7190}, which is 917 with its least
 * significant digit first. A small decoder then adds and carries in the order in which it writes.
 *
 * <p>What makes a sum hard is its carries: a decoder that has seen few of them adds the digits of a
 * column well and forgets what the column before it hands on. Level d of a mix is the sums with d
 * carries. Operands are padded to one width and sums to one more, so all prompts of a task have one
 * length in tokens, and so have all answers.
 *
 * @param width digits of an operand; a mix has width + 1 levels
 * @param training proportions of the levels in prompts that are trained on and held out
 * @param recipe how the starting policy is made
 */
public record AdditionTask(int width, DifficultyMix training, WarmStartRecipe recipe)
    implements Task {

  /** Name of the task. */
  public static final String NAME = "addition";

  // Held-out prompts do not follow the run's seed: every run is judged on the same ones.
  private static final long HELD_OUT_SEED = 0x68656c646f7574L;

  public AdditionTask {
    if (width < 1 || width > 8) {
      throw new IllegalArgumentException("operand width must be in [1, 8] digits, was " + width);
    }
    requireLevels(training, width);
    for (WarmStartPhase phase : recipe.phases()) {
      requireLevels(phase.examples(), width);
    }
  }

  /**
   * The task of {@code millrace demo}: the start has seen few carries, so it adds without them and
   * seldom with them, and most groups teach nothing when the stream begins.
   */
  public static AdditionTask standard() {
    DifficultyMix training = DifficultyMix.of(0.45, 0.15, 0.2, 0.2);
    return new AdditionTask(
        3,
        training,
        new WarmStartRecipe(
            256,
            3e-3f,
            50,
            1_000,
            List.of(
                new WarmStartPhase(
                    DifficultyMix.of(0.95, 0.03, 0.01, 0.01), training, 0.49, 800, 10))));
  }

  private static void requireLevels(DifficultyMix mix, int width) {
    if (mix.shares().size() != width + 1) {
      throw new IllegalArgumentException(
          "sums of "
              + width
              + " digits have up to "
              + width
              + " carries and need as many shares and one, were "
              + mix.shares());
    }
  }

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public Prompt prompt(long seed, long index) {
    return draw(training, Draws.of(seed, index), false);
  }

  @Override
  public Prompt example(DifficultyMix mix, long seed, long index) {
    return draw(mix, Draws.of(~seed, index), false);
  }

  @Override
  public List<Prompt> heldOut(int count) {
    List<Prompt> prompts = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      prompts.add(draw(training, Draws.of(HELD_OUT_SEED, i), true));
    }
    return prompts;
  }

  @Override
  public String solution(Prompt prompt) {
    return prompt.reference();
  }

  @Override
  public int maxResponseTokens() {
    return width + 2; // the sum, and the end
  }

  @Override
  public List<String> characters() {
    return List.of("0", "1", "2", "3", "4", "5", "6", "7", "8", "9", "+", "=");
  }

  @Override
  public PolicyConfig policy(int vocabularySize, int endToken, int padToken) {
    return SmallPolicy.shaped(vocabularySize, 32, endToken, padToken);
  }

  /** The level is drawn once, so that refusing the other part of the split leaves the mix alone. */
  private Prompt draw(DifficultyMix mix, SplittableRandom random, boolean heldOut) {
    int level = mix.draw(random);
    int end = Math.toIntExact(Math.round(Math.pow(10, width)));
    while (true) {
      int first = random.nextInt(end);
      int second = random.nextInt(end);
      if (carries(first, second) == level) {
        String text = padded(first, width) + "+" + padded(second, width) + "=";
        if (HeldOut.contains(text) == heldOut) {
          return asPrompt(text, first + second);
        }
      }
    }
  }

  /** Columns of the sum that hand a one to the next. */
  static int carries(int first, int second) {
    int carries = 0;
    int carry = 0;
    for (int a = first, b = second; a > 0 || b > 0; a /= 10, b /= 10) {
      carry = (a % 10 + b % 10 + carry) / 10;
      carries += carry;
    }
    return carries;
  }

  private Prompt asPrompt(String text, int sum) {
    String reference = new StringBuilder(padded(sum, width + 1)).reverse().toString();
    return new Prompt(NAME + ":" + text, NAME, text, new int[0], reference, "exact", Map.of(), 0L);
  }

  private static String padded(int number, int width) {
    String digits = Integer.toString(number);
    return "0".repeat(width - digits.length()) + digits;
  }
}
