package dev.millrace.ops.task;

import dev.millrace.policy.PolicyConfig;
import dev.millrace.schemas.Prompt;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;

/**
 * Addition of two numbers, mixed in length: {@code 210+430=} asks for 12 + 34 and wants {@code 64}.
 *
 * <p>Every number is written least significant digit first. A small decoder then adds and carries
 * in the order in which it writes, and finds both summands at the same distance from every digit of
 * the sum. Operands are padded with zeros to one width, so all prompts of a task have one length in
 * tokens; the sum is not padded.
 *
 * @param width digits of a padded operand; level d of the mixes has operands of d + 1 digits
 * @param training proportions of the lengths in prompts that are trained on and held out
 * @param recipe how the starting policy is made
 */
public record AdditionTask(int width, DifficultyMix training, WarmStartRecipe recipe)
    implements Task {

  /** Name of the task. */
  public static final String NAME = "addition";

  // Held-out prompts do not follow the run's seed: every run is judged on the same ones.
  private static final long HELD_OUT_SEED = 0x68656c646f7574L;

  public AdditionTask {
    if (width < 1 || width > 9) {
      throw new IllegalArgumentException("operand width must be in [1, 9] digits, was " + width);
    }
    requireLevels(training, width);
    for (WarmStartPhase phase : recipe.phases()) {
      requireLevels(phase.examples(), width);
    }
  }

  /**
   * The task of {@code millrace demo}: the start makes one- and two-digit sums easy and leaves
   * three-digit sums hard, so most groups teach nothing when the stream begins.
   */
  public static AdditionTask standard() {
    return new AdditionTask(
        3,
        DifficultyMix.of(0.1, 0.36, 0.54),
        new WarmStartRecipe(
            128,
            3e-3f,
            50,
            512,
            List.of(
                new WarmStartPhase(
                    DifficultyMix.of(0.1, 0.895, 0.005),
                    DifficultyMix.of(0.1, 0.9, 0),
                    0.85,
                    1_200,
                    25),
                new WarmStartPhase(
                    DifficultyMix.of(0.1, 0.86, 0.04), DifficultyMix.of(0, 0, 1), 0.07, 300, 5))));
  }

  private static void requireLevels(DifficultyMix mix, int width) {
    if (mix.shares().size() != width) {
      throw new IllegalArgumentException(
          "operands of up to " + width + " digits need as many shares, were " + mix.shares());
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
    return width + 2; // one digit more than the operands, and the end
  }

  @Override
  public List<String> characters() {
    return List.of("0", "1", "2", "3", "4", "5", "6", "7", "8", "9", "+", "=");
  }

  @Override
  public PolicyConfig policy(int vocabularySize, int endToken, int padToken) {
    return SmallPolicy.shaped(vocabularySize, 32, endToken, padToken);
  }

  /**
   * The length is drawn once, so that refusing the other part of the split leaves the mix alone.
   */
  private Prompt draw(DifficultyMix mix, SplittableRandom random, boolean heldOut) {
    int digits = mix.draw(random) + 1;
    while (true) {
      String text = padded(operand(digits, random)) + "+" + padded(operand(digits, random)) + "=";
      if (HeldOut.contains(text) == heldOut) {
        return asPrompt(text);
      }
    }
  }

  private Prompt asPrompt(String text) {
    long sum = number(text.substring(0, width)) + number(text.substring(width + 1, 2 * width + 1));
    String reference = reversed(Long.toString(sum));
    return new Prompt(NAME + ":" + text, NAME, text, new int[0], reference, "exact", Map.of(), 0L);
  }

  private static long operand(int digits, SplittableRandom random) {
    long from = digits == 1 ? 0 : (long) Math.pow(10, digits - 1);
    return random.nextLong(from, (long) Math.pow(10, digits));
  }

  private String padded(long operand) {
    String digits = reversed(Long.toString(operand));
    return digits + "0".repeat(width - digits.length());
  }

  private static long number(String leastSignificantFirst) {
    return Long.parseLong(reversed(leastSignificantFirst));
  }

  private static String reversed(String digits) {
    return new StringBuilder(digits).reverse().toString();
  }
}
